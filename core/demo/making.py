"""Made-up answers that fit whatever the site and its applications ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle, zip_longest
from typing import Any

from pydantic import BaseModel

from core import clock
from core.forms import Choice, Question, questions, read
from core.names import plain_letters
from core.portal import Portal
from core.site import Identifier, SiteProfile

Answers = dict[str, Any]
NAMES = (
    *("Maya Lindqvist", "Tomás Herrera", "Priya Raman", "Jonah Feld", "Aisha Bello", "Lena Hoffmann"),
    *("Victor Okoye", "Grace Kim", "Samuel Ortiz", "Noor Haddad", "Elise Moreau", "Daniel Whitehorse"),
    *("Ruth Abramson", "Kenji Mori"),
)
_SPECIALTIES = ("Family medicine", "Internal medicine", "Pediatrics", "Obstetrics and gynecology")


def practice(site: SiteProfile, name: str, number: int) -> Answers:
    """Make up a practice at an address the site accepts, with everything the site asks."""
    state, postcode = _place(site)
    return {
        "name": name,
        "address": f"{100 + number} Orchard Street",
        "suite": f"{number + 1}00",
        "city": "Fairview",
        "state": state,
        "postcode": postcode,
        "phone": phone(number),
        **({"fax": phone(number + 50)} if site.enrollment.fax else {}),
        **({"has_ehr": "yes", "ehr": "Chartwell"} if site.enrollment.ehr else {}),
        **({"facility": site.facilities[number % len(site.facilities)].code} if site.facilities else {}),
        **_officer(site, number),
    }


def person(site: SiteProfile, name: str, number: int, staff_type: str, suffix: str) -> Answers:
    """Make up a person with this staff type and suffix."""
    first, _, last = name.partition(" ")
    state, _ = _place(site)
    answers: Answers = {
        "first_name": first,
        "last_name": last,
        "email": email(name, number),
        "phone": phone(number),
        "suffix": suffix,
    }
    if site.enrollment.no_middle_initial:
        answers["no_middle_initial"] = "yes"
    if site.needs_license(suffix):
        if site.enrollment.license_number:
            answers |= {"license_state": state, "license_number": f"L{48200 + number}"}
        answers |= {"specialty": _SPECIALTIES[number % len(_SPECIALTIES)]}
    answers |= {each.slug: number_like(each, number) for each in site.identifiers_of(suffix) if each.required}
    return answers


def kinds_of_members(site: SiteProfile) -> Iterator[tuple[str, str]]:
    """Yield (staff type, suffix) of members: every pair of the site, one type after the other, for ever."""
    kinds = [
        [(kind.slug, suffix.code) for suffix in site.suffixes_for(kind.slug)]
        for kind in site.staff_types_in_role("member")
    ]
    return cycle(pair for turn in zip_longest(*kinds) for pair in turn if pair)


def answers_for(portal: Portal, slug: str, number: int, members: Sequence[Choice]) -> Answers:
    """Make up something believable for each question of an application, under the names a page sends."""
    lists = portal.applications.choices(slug, members)
    fields: type[BaseModel] = portal.applications[slug].fields
    found: Answers = {}
    for question in questions(fields):
        if _asked(question, found):
            found[question.name] = _answer(question, lists, number)
    return {f"{slug}.{name}": value for name, value in found.items()}


def that_take_made_up(
    portal: Portal, slugs: Iterable[str], number: int, members: Sequence[Choice]
) -> tuple[str, ...]:
    """List those of these applications whose questions take what is made up."""
    return tuple(
        slug for slug in slugs if _takes(portal, slug, answers_for(portal, slug, number, members), members)
    )


def _takes(portal: Portal, slug: str, made_up: Answers, members: Sequence[Choice]) -> bool:
    fields: type[BaseModel] = portal.applications[slug].fields
    sent = {name: each if isinstance(each, list) else [each] for name, each in made_up.items()}
    lists = portal.applications.choices(slug, members)
    return read(fields, sent, choices=lists, prefix=f"{slug}.").answers is not None


def email(name: str, number: int) -> str:
    """Return an address that reaches nobody."""
    return f"{plain_letters(name.partition(' ')[0])}.{number}@demo-clinic.example"


def phone(number: int) -> str:
    """Return a telephone number set apart for fiction."""
    return f"(202) 555-01{number % 100:02d}"


def number_like(identifier: Identifier, number: int) -> str:
    """Make up a number like the example of the profile: its last digits are others."""
    if identifier.check == "npi":
        return npi(number)
    made, digits = "", iter(reversed(f"{number:04d}"))
    for letter in reversed(identifier.example):
        made = (next(digits, letter) if letter.isdigit() else letter) + made
    return made if identifier.complete(made) else identifier.example


def npi(number: int) -> str:
    """Return a National Provider Identifier with a right check digit."""
    base = f"1{70000000 + number}"
    digits = [int(digit) for digit in f"80840{base}"]
    doubled = [2 * digit for digit in digits[::-2]]
    total = sum(n - 9 if n > 9 else n for n in doubled) + sum(digits[-2::-2])
    return f"{base}{-total % 10}"


def _place(site: SiteProfile) -> tuple[str, str]:
    example = site.address.postcode_example
    fitting = (each.code for each in site.jurisdictions if site.is_postcode_of(each.code, example))
    return next(fitting, site.jurisdictions[0].code), example


def _officer(site: SiteProfile, number: int) -> Answers:
    if site.enrollment.officer == "never":
        return {}
    named = {"officer_name": "Harriet Vance", "officer_email": email("Harriet", number)}
    if site.enrollment.officer == "required":
        return named
    return {"has_officer": "yes", **named} if number % 2 else {"has_officer": "no"}


def _asked(question: Question, before: Answers) -> bool:
    if question.optional:
        return False
    if question.shown_when is None:
        return True
    other, value = question.shown_when
    given = before.get(other, "")
    return value in given if isinstance(given, list) else value == given


def _answer(question: Question, lists: Mapping[str, Sequence[Choice]], number: int) -> Any:
    choices = question.choices or tuple(lists.get(question.source, ()))
    if choices:
        return [choices[0].value] if question.many else choices[0].value
    if question.kind == "date":
        return clock.now().date().isoformat()
    if question.kind == "email":
        return f"provider{number}@direct.demo-clinic.example"
    return phone(number) if question.kind == "tel" else "As agreed with the practice"
