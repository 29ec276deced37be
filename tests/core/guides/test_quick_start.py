"""The quick-start guides say of each role what its own profile asks of it, on the page and on paper."""

from datetime import UTC, datetime

import pytest

from core.guides.quick_start import quick_start
from core.guides.quick_steps import WORDS_A_MINUTE, own_minutes, steps_of
from core.portal import Portal
from core.site import SiteProfile, find_site
from tests.core.enrollment.conftest import portal_of
from tests.core.guides.conftest import Words

NOW = datetime(2026, 11, 23, tzinfo=UTC)
MOST_MINUTES = 30


@pytest.fixture(scope="module")
def joining() -> Portal:
    """The site without a sponsor, where people join what is registered."""
    portal = portal_of(find_site("careconnect"))
    enrollment = portal.site.enrollment.model_copy(update={"people": "join"})
    return Portal(portal.site.model_copy(update={"enrollment": enrollment}), portal.applications, portal.mail)


def titles(site: SiteProfile, kind: str) -> str:
    staff_type = site.staff_type(kind)
    assert staff_type is not None
    return " | ".join(each.title for each in steps_of(site, staff_type))


def said(portal: Portal, kind: str, words: Words) -> str:
    staff_type = portal.site.staff_type(kind)
    assert staff_type is not None
    return words(quick_start(portal, staff_type).as_attachment("Quick start.pdf").pdf(NOW))


def test_who_joins_without_authorization_waits_for_the_administrator_alone(joining: Portal, words: Words):
    assert "Wait for the site administrator" in titles(joining.site, "practitioner")
    assert "your colleague" not in titles(joining.site, "practitioner")
    text = said(joining, "pharmacist", words)
    assert "your College of Pharmacists number (CPBC number)" in text and "You need nobody’s" in text
    assert "license number" not in text and "billing" not in text
    assert "CareConnect eHealth Viewer" in text and "Microsoft Edge" in text


def test_who_needs_authorization_reads_whose_and_names_a_colleague(joining: Portal, words: Words):
    text = said(joining, "on-behalf-of", words)
    assert "has to give it first: Practitioner" in text
    assert "the name of the colleague who authorizes you" in text and "license" not in text
    assert "Wait for your colleague" in titles(joining.site, "on-behalf-of")


def test_who_registers_reads_whom_to_name(joining: Portal, portal: Portal, words: Words):
    text = said(joining, "site-administrator", words)
    assert "individual with signing authority" in text and "everybody who needs access" not in text
    assert "everybody who needs access" in said(portal, "group-administrator", words)


def test_numbers_that_not_everyone_of_a_role_has_are_named_with_an_if(
    joining: Portal, portal: Portal, words: Words
):
    text = said(joining, "practitioner", words)
    assert "your College of Physicians and Surgeons number (CPSBC number), if you have one" in text
    assert "your MSP billing number, if you have one" in text
    text = said(portal, "sponsoring-physician", words)
    assert "your license number" in text and "your National Provider Identifier (NPI)" in text


def test_where_each_signs_for_themselves_a_step_says_so_before_anything_works(
    joining: Portal, portal: Portal
):
    own = "Sign the User Agreement"
    assert f"Wait for the site administrator | {own} | Wait for us" in titles(joining.site, "practitioner")
    assert f"Wait for us | {own} | Open your applications" in titles(joining.site, "site-administrator")
    assert own not in titles(portal.site, "provider") + titles(portal.site, "group-administrator")


def test_who_is_listed_by_others_makes_no_account_alone_and_the_sponsor_signs(portal: Portal):
    assert titles(portal.site, "provider").startswith("Your group administrator names you | Get your")
    assert "Sign the Data Access Agreement" in titles(portal.site, "sponsoring-physician")


def test_signing_takes_as_long_as_its_text_takes_to_read(joining: Portal, portal: Portal):
    own = joining.site.member_agreement
    assert own
    reading = len(portal.site.agreement.text.markdown.split()) - len(own.text.markdown.split())
    took = [
        each.minutes
        for site, kind in ((portal.site, "sponsoring-physician"), (joining.site, "practitioner"))
        for each in steps_of(site, next(one for one in site.staff_types if one.slug == kind))
        if each.title.startswith("Sign the")
    ]
    assert abs(took[0] - took[1] - reading / WORDS_A_MINUTE) <= 1


def test_no_role_needs_more_than_half_an_hour_of_its_own(joining: Portal, portal: Portal):
    sites = (portal.site, joining.site)
    assert [
        kind.slug for site in sites for kind in site.staff_types if own_minutes(site, kind) > MOST_MINUTES
    ] == []
