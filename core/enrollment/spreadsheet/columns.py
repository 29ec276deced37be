"""The columns of a list of members at one site."""

from __future__ import annotations

from dataclasses import dataclass

from core.enrollment.forms.people import person_choices, person_model
from core.forms import Question, questions
from core.names import plain_letters
from core.portal import Portal
from core.site import Identifier, SiteProfile

FULL_NAME = "full_name"
NOT_ASKED = frozenset({"no_middle_initial"})
_EXAMPLE = {
    "first_name": "Example",
    "middle_initial": "Q",
    "last_name": "Person",
    "license_number": "12345",
    "specialty": "Family medicine",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a detail of the person (`name` of its field), or an application (its slug).

    `identifier` says which of the numbers of the site a column has.
    """

    name: str
    label: str
    application: bool = False
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    example: str = ""
    identifier: Identifier | None = None


def columns(portal: Portal) -> tuple[Column, ...]:
    """List every column of the site's list, in order; license columns only where some member needs one."""
    site = portal.site
    types = site.staff_types_in_role("member")
    licensed = next((each for each in types if site.asks_license(each.slug, "")), None)
    any_type = licensed or types[0]
    suffix = next((each.code for each in site.suffixes_for(any_type.slug)), "")
    plain = set(person_model(site, "member").model_fields)
    choices = person_choices(site, "member")
    example = _EXAMPLE | {"email": example_email(site), "phone": site.address.phone}
    example |= _example_choices(site, any_type.slug, suffix)
    example |= {each.slug: each.example for each in site.identifiers_of(suffix)}
    found = [
        Column(
            question.name,
            question.label,
            required=not question.optional and question.name in plain,
            choices=tuple((each.value, each.label) for each in choices.get(question.source, ())),
            hint="" if question.name in plain else "Only for people who need one.",
            example=example.get(question.name, ""),
            identifier=site.identifier(question.name),
        )
        for question in _questions(site, any_type.slug, suffix)
        if question.name not in NOT_ASKED
    ]
    first = next(iter(portal.applications), "")
    found += [
        Column(slug, each.name, application=True, hint="yes or empty", example="yes" if slug == first else "")
        for slug, each in portal.applications.items()
    ]
    return tuple(found)


def _questions(site: SiteProfile, staff_type: str, suffix: str) -> list[Question]:
    """The questions about people of one kind, and about every number that others are asked for."""
    asked = [*questions(person_model(site, "member", staff_type, suffix))]
    numbers = {
        question.name: question
        for kind in site.staff_types_in_role("member")
        for code in (each.code for each in site.suffixes_for(kind.slug))
        for question in questions(person_model(site, "member", kind.slug, code))
        if site.identifier(question.name)
    }
    rest = [numbers[name] for name in numbers if name not in {each.name for each in asked}]
    place = next((n for n, each in enumerate(asked) if each.name == "specialty"), len(asked))
    return [*asked[:place], *rest, *asked[place:]]


def readable(portal: Portal) -> tuple[Column, ...]:
    """List every column that a list may have: those of the template, and a whole name in one column."""
    return (*columns(portal), Column(FULL_NAME, "Whole name", hint="First and last name in one column."))


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def example_email(site: SiteProfile) -> str:
    """Return the address by which the row of the example is known."""
    return f"example.person@{plain_letters(site.terms.practice) or 'practice'}.example"


def _example_choices(site: SiteProfile, staff_type: str, suffix: str) -> dict[str, str]:
    kind, called = site.staff_type(staff_type), site.suffix(suffix)
    return {
        "staff_type": kind.name if kind else "",
        "suffix": called.label if called else "",
        "license_state": site.jurisdictions[0].name,
    }
