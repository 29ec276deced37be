"""A person's details, from what was submitted to what is stored as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pydantic import BaseModel

from core.enrollment.already_here import has_namesake
from core.enrollment.drafts import Draft, DraftPerson, Typed
from core.enrollment.forms.one_person import PersonForm, person_form
from core.enrollment.forms.people import NAMESAKE, person_choices, person_model, staff_type_of
from core.enrollment.rules import against_person
from core.forms import Form, draw, read
from core.site import SiteProfile

Values = Mapping[str, Sequence[str]]
NOTHING_ASKED = Form(())
# What every page of the wizard sends beside its answers.
NOT_ANSWERS = frozenset({"csrf", "version", "action", "entry"})


class ReadDetails(NamedTuple):
    """A person as submitted, the form that tells what is wrong, and the answers when nothing is."""

    person: DraftPerson
    form: Form
    answers: BaseModel | None


def from_practice(draft: Draft) -> Mapping[str, str]:
    """Return what is likely of everybody in a practice, to fill in where nobody has typed yet."""
    answers = draft.section("practice").answers
    likely = {"phone": answers.get("phone"), "license_state": answers.get("state")}
    return {name: str(value) for name, value in likely.items() if value}


def with_likely(draft: Draft, person: DraftPerson, values: Values) -> DraftPerson:
    """Return a person as typed so far, with what is likely where the form did not ask yet."""
    asked_now = {name: text for name, text in from_practice(draft).items() if name not in values}
    return replace(person, details={**person.details, **asked_now})


def draw_details(site: SiteProfile, person: DraftPerson, known: Mapping[str, str] | None = None) -> Form:
    """Draw the form of a person; `known` fills in what nobody has typed yet."""
    if person.member is not None:
        return NOTHING_ASKED
    another, namesake = "is_oneself" in person.details, NAMESAKE in person.details
    made = person_model(
        site, person.role, person.staff_type, person.suffix, another=another, namesake=namesake
    )
    values = {**(known or {}), **person.details}
    return draw(made, values, choices=person_choices(site, person.role, person.staff_type))


def read_details(
    site: SiteProfile, draft: Draft, person: DraftPerson, values: Values, also: frozenset[str] = frozenset()
) -> ReadDetails:
    """Read the person as submitted, complete or not, and the form with words at what is wrong.

    `also` are further names of the page that are no details. Answers that this staff type is not asked
    for are left aside: they were typed before staff type or suffix changed. Of who belongs to the practice
    already nothing is asked.
    """
    if person.member is not None:
        return ReadDetails(person, NOTHING_ASKED, None)
    asked = _asked(site, draft, person, values)
    return _beside_others(site, draft, _alone(person, asked, values, also))


class _Asked(NamedTuple):
    staff_type: str
    suffix: str
    form: PersonForm


def _asked(site: SiteProfile, draft: Draft, person: DraftPerson, values: Values) -> _Asked:
    """What is asked of somebody who was submitted like this."""
    staff_type = staff_type_of(site, person.role, _one(values, "staff_type"))
    suffix = _one(values, "suffix")
    if not site.is_suffix_for(suffix, staff_type):
        suffix = ""
    another = person.role == "administrator" and draft.names_another(_named(person, values))
    # While it registers nobody is there yet.
    namesake = draft.group is not None and has_namesake(site, draft, _called(site, person, values))
    form = person_form(site, person.role, staff_type, suffix, another=another, namesake=namesake)
    return _Asked(staff_type, suffix, form)


def _alone(
    person: DraftPerson, asked: _Asked, values: Values, also: frozenset[str] = frozenset()
) -> ReadDetails:
    """The person as submitted, whoever else there is."""
    ignore = NOT_ANSWERS | asked.form.needless | also
    result = read(asked.form.model, values, choices=asked.form.choices, ignore=ignore)
    typed = _typed(person, asked.staff_type, asked.suffix, result.form.typed)
    return ReadDetails(typed, result.form, result.answers)


def _beside_others(site: SiteProfile, draft: Draft, alone: ReadDetails) -> ReadDetails:
    """The same with what the others of the draft have against it."""
    typed, form = alone.person, alone.form.with_errors(against_person(site, draft, alone.person))
    wrong = form.wrong
    if typed.complete is wrong:
        typed = replace(typed, complete=not wrong)
    return ReadDetails(typed, form, None if wrong else alone.answers)


def _typed(person: DraftPerson, staff_type: str, suffix: str, details: Typed) -> DraftPerson:
    """The person as submitted: who is stored so already is the same record, and keeps what it knows."""
    if (staff_type, suffix, details) == (person.staff_type, person.suffix, person.details):
        return person
    return replace(person, staff_type=staff_type, suffix=suffix, details=details)


def checked(site: SiteProfile, draft: Draft, person: DraftPerson) -> ReadDetails:
    """Look again at the person as stored, with today's rules; what they say alone is read once."""
    if person.member is not None:
        return ReadDetails(person, NOTHING_ASKED, None)
    values = as_values(person.details)
    asked = _asked(site, draft, person, values)
    # A site has a model of its own for each kind of person.
    kept = person.found("alone", asked.form.model)
    if kept is None:
        kept = (asked.form.model, _alone(person, asked, values))
        person.keep("alone", *kept)
    return _beside_others(site, draft, kept[1])


def _named(person: DraftPerson, values: Values) -> DraftPerson:
    """The person with the address that was submitted, or with the sponsor's."""
    typed = {name: _one(values, name) for name in ("same_person", "email")}
    return replace(person, details=typed)


def _called(site: SiteProfile, person: DraftPerson, values: Values) -> DraftPerson:
    """The person with the names, the address and the number that were submitted."""
    names = ("first_name", "last_name", "email", *(each.slug for each in site.identifiers))
    return replace(person, details={name: _one(values, name) for name in names})


def as_values(typed: Mapping[str, object]) -> dict[str, list[str]]:
    """Return stored answers as a browser would send them."""
    return {
        name: [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
        for name, value in typed.items()
    }


def _one(values: Values, name: str) -> str:
    sent = values.get(name, ())
    return sent if isinstance(sent, str) else str(next(iter(sent), ""))
