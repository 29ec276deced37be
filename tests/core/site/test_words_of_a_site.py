"""The words a site chooses: their plurals, articles and short forms, and how texts name them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from core.site import Noun, find_site, load_site
from core.site.terms import Terms

BANNER = load_site(find_site("banner")).terms
CARECONNECT = load_site(find_site("careconnect")).terms
LEAST = {
    "group": "clinic",
    "administrator": "clerk",
    "agreement": "deed",
    "officer": "owner",
    "jurisdiction": "county",
    "postcode": "code",
}


@pytest.mark.parametrize(
    ("one", "plural", "a"),
    [
        ("office group", "office groups", "an office group"),
        ("practice", "practices", "a practice"),
        ("facility", "facilities", "a facility"),
        ("day clinic", "day clinics", "a day clinic"),
        ("branch", "branches", "a branch"),
        ("business", "businesses", "a business"),
        ("user", "users", "a user"),
        ("unit", "units", "a unit"),
        ("urgent care", "urgent cares", "an urgent care"),
        ("NPI", "NPIs", "an NPI"),
        ("ZIP code", "ZIP codes", "a ZIP code"),
        ("Ontario site", "Ontario sites", "an Ontario site"),
        ("European site", "European sites", "a European site"),
    ],
)
def test_plural_and_article_follow_from_the_word(one: str, plural: str, a: str) -> None:
    noun = Noun(one)
    assert (noun, noun.plural, noun.a, noun.short) == (one, plural, a, one)


def test_a_profile_says_what_does_not_follow() -> None:
    hour = {"one": "hour house", "article": "an", "plural": "houses of the hour", "short": "house"}
    group = Terms.model_validate({**LEAST, "group": hour}).group
    assert (group, group.a, group.plural) == ("hour house", "an hour house", "houses of the hour")
    assert (group.short, group.short.a, group.short.plural) == ("house", "a house", "houses")


def test_sites_have_words_of_their_own_and_what_they_leave_out_is_plain() -> None:
    assert (BANNER.practice, BANNER.group.plural) == ("practice", "office groups")
    assert (BANNER.agreement.short, BANNER.administrator.short.a) == ("agreement", "an administrator")
    assert (CARECONNECT.practice, CARECONNECT.officer.plural) == (
        "worksite",
        "individuals with signing authority",
    )
    least = Terms.model_validate(LEAST)
    assert (least.practice, least.sponsor, least.license, least.identifier) == (
        "practice",
        "sponsor",
        "license",
        "registration number",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Register {practice.a}.", "Register a practice."),
        ("{Practice.plural} and {group.plural}", "Practices and office groups"),
        ("{Agreement.short} signed; {agreement.short.a}", "Agreement signed; an agreement"),
        ("{Sponsor.a} signs", "A sponsoring physician signs"),
        (
            "{name} of {unknown.short}, {practice.strip}, {}",
            "{name} of {unknown.short}, {practice.strip}, {}",
        ),
        ("{said} {_noun} {model_fields}", "{said} {_noun} {model_fields}"),
        ("no words", "no words"),
    ],
)
def test_a_text_names_words_of_the_site_and_nothing_else(text: str, said: str) -> None:
    assert BANNER.said(text) == said


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("", ("group", "one")),
        ("two\nlines", ("group", "one")),
        ("a: b", ("group", "one")),
        ("<b>", ("group", "one")),
        ("x" * 81, ("group", "one")),
        (7, ("group",)),
        ({"plural": "groups"}, ("group", "one")),
        ({"one": "group", "artikel": "an"}, ("group", "artikel")),
        ({"one": "group", "article": "the"}, ("group", "article")),
    ],
)
def test_what_is_no_word_is_a_fault_at_its_place(word: object, place: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as wrong:
        Terms.model_validate({**LEAST, "group": word})
    assert [each["loc"] for each in wrong.value.errors()] == [place]
