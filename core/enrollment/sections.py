"""The steps of a draft: each drawn from what is stored and saved as typed, complete or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from core.actor import Actor
from core.enrollment.details import (
    NOT_ANSWERS,
    ReadDetails,
    Values,
    as_values,
    draw_details,
    from_practice,
    read_details,
    with_likely,
)
from core.enrollment.drafts import ROLES, Draft, DraftPerson, Section
from core.enrollment.forms import texts
from core.enrollment.forms.people import staff_type_of
from core.enrollment.forms.practice import practice_choices, practice_model
from core.enrollment.forms.texts import Agreeing, agreeing_model, as_it_stands, with_texts_of_now
from core.enrollment.once import SHARED, asked_once, beside_once, draw_once, read_once
from core.enrollment.pruning import Dropped
from core.enrollment.rules import against_practice, lists_people
from core.enrollment.storing import editing, not_older
from core.errors import NotFound
from core.forms import NOT_CHECKED, NOTHING_OFFERED, Form, Read, draw, read
from core.portal import Portal
from core.site import SiteProfile

_OF_A_REGISTRATION = ("purpose", "practice", "sponsor", "administrator", "backup")


@dataclass(frozen=True, slots=True)
class SectionPage:
    """A step to draw: its form, the version that must come back with it, and the texts to agree to.

    `answers` are there when the step was read and nothing is wrong.
    """

    name: str
    form: Form
    version: int
    complete: bool = False
    texts: tuple[Agreeing, ...] = ()
    answers: BaseModel | None = None


@dataclass(frozen=True, slots=True)
class SavedSection:
    """A step after saving. It is stored even when it is not complete; `dropped` is what fell away."""

    draft: Draft
    page: SectionPage
    dropped: tuple[Dropped, ...]


def section_names(portal: Portal, draft: Draft) -> tuple[str, ...]:
    """List the steps of this draft in their order; `members` is the grid and has no form of its own."""
    enrollment = portal.site.enrollment
    registers = draft.group is None
    asked = {
        **dict.fromkeys(_OF_A_REGISTRATION, registers),
        "sponsor": registers and enrollment.sponsor,
        "backup": registers and enrollment.backup_administrator != "never",
        "members": lists_people(portal.site, draft),
        SHARED: bool(asked_once(portal, draft)),
        "additional": bool(_texts(portal, draft, "additional")),
        # Whoever is named for the first time is vouched for.
        "attestation": any(each.member is None for each in draft.everybody) or registers,
    }
    every = (
        "purpose",
        "practice",
        "sponsor",
        "administrator",
        "backup",
        "members",
        SHARED,
        "additional",
        "attestation",
    )
    return tuple(name for name in every if asked.get(name, True))


def draw_section(
    portal: Portal, draft: Draft, name: str, known: Mapping[str, str] | None = None
) -> SectionPage:
    """Draw a step as it is stored; `known` fills in a person nobody has typed yet. NotFound for no step."""
    _exists(portal, draft, name)
    if name in ROLES:
        person = draft.in_role(name) or _nobody(portal.site, draft, name)
        form = draw_details(portal.site, person, {**from_practice(draft), **(known or {})})
        return SectionPage(name, form, person.version, person.complete)
    section, agreed = draft.section(name), _texts(portal, draft, name)
    if name == "practice":
        form = draw(practice_model(portal.site), section.answers, choices=practice_choices(portal.site))
    elif name == SHARED:
        form = draw_once(portal, draft)
    else:
        form = draw(agreeing_model(agreed), as_it_stands(agreed, section.answers))
    return SectionPage(name, form, section.version, section.complete, agreed)


def read_section(portal: Portal, draft: Draft, name: str, values: Values) -> SectionPage:
    """Read a step as it was submitted, with words at what is wrong; nothing is stored."""
    return _read(portal, draft, name, values)[1]


def redraw_section(portal: Portal, draft: Draft, name: str, values: Values) -> SectionPage:
    """Draw what was typed about a person so far, with the questions that the suffix now asks for."""
    _exists(portal, draft, name)
    typed, page = _read(portal, draft, name, values)
    person = typed.in_role(name)
    form = draw_details(portal.site, with_likely(draft, person, values)) if person else page.form
    return replace(page, form=form, version=max(version_sent(values), 0))


def checked_section(portal: Portal, draft: Draft, name: str) -> SectionPage:
    """Look again at a step as it is stored, with today's rules; what it says alone is read once."""
    if name in ROLES:
        person = draft.in_role(name)
        return _read(portal, draft, name, as_values(person.details if person else {}))[1]
    section, beside = draft.section(name), _beside(portal, draft, name)
    kept = section.found("alone", beside)
    if kept is None:
        kept = (beside, _alone(portal, draft, name, as_values(section.answers)))
        if NOT_CHECKED not in kept[1].form.problems:
            section.keep("alone", *kept)
    return _with_the_rest(portal, draft, name, kept[1])[1]


async def save_section(
    portal: Portal, enrollment: UUID, name: str, values: Values, *, by: Actor, typing: bool = False
) -> SavedSection:
    """Store a step as typed; the page that comes back says whether it is complete and what is wrong.

    While somebody is `typing`, nothing that others have falls away.

    `values` hold the `version` the form was drawn from: another one stored raises StaleDraft.
    """
    async with editing(portal, "enrollment.saved", enrollment, by=by, typing=typing, section=name) as edit:
        _exists(portal, edit.draft, name)
        stored = draw_section(portal, edit.draft, name)
        not_older(version_sent(values), stored.version, stored.form.typed)
        edit.draft, page = _read(portal, edit.draft, name, values)
    version = draw_section(portal, edit.draft, name).version
    return SavedSection(edit.draft, replace(page, version=version), edit.dropped)


def version_sent(values: Values) -> int:
    """Return the version a form was drawn from; -1 when it says none."""
    sent = values.get("version", ())
    text = sent if isinstance(sent, str) else next(iter(sent), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def page_of_person(read: ReadDetails) -> SectionPage:
    """Return the step of somebody who plays a part of their own, as they were read."""
    person, form, answers = read
    return SectionPage(person.role, form, person.version, person.complete, (), answers)


def _read(portal: Portal, draft: Draft, name: str, values: Values) -> tuple[Draft, SectionPage]:
    if name in ROLES:
        person = draft.in_role(name) or _nobody(portal.site, draft, name)
        found = read_details(portal.site, draft, person, values)
        return draft.with_person(found.person), page_of_person(found)
    return _with_the_rest(portal, draft, name, _alone(portal, draft, name, values))


def _beside(portal: Portal, draft: Draft, name: str) -> object:
    """Everything but the answers themselves that decides how a step is read."""
    if name == SHARED:
        return beside_once(portal, draft)
    return practice_model(portal.site) if name == "practice" else _texts(portal, draft, name)


def _alone(portal: Portal, draft: Draft, name: str, values: Values) -> Read[Any]:
    """A step as submitted, whatever the others say."""
    if name == SHARED:
        return Read(None, read_once(portal, draft, values))
    made, choices = agreeing_model(_texts(portal, draft, name)), NOTHING_OFFERED
    if name == "practice":
        made, choices = practice_model(portal.site), practice_choices(portal.site)
    return read(made, values, choices=choices, ignore=NOT_ANSWERS)


def _with_the_rest(portal: Portal, draft: Draft, name: str, alone: Read[Any]) -> tuple[Draft, SectionPage]:
    """The same with what the people of the draft have against it, and the texts as they are now."""
    section, agreed, typed = draft.section(name), _texts(portal, draft, name), alone.form.typed
    form = alone.refused(against_practice(portal.site, draft, typed) if name == "practice" else {})
    form = with_texts_of_now(agreed, form)
    kept = {**section.answers, **typed} if name == SHARED else typed
    section = Section(name, kept, not form.wrong, section.version + 1)
    answers = None if form.wrong else alone.answers
    page = SectionPage(name, form, section.version, section.complete, agreed, answers)
    return draft.with_section(section), page


def _texts(portal: Portal, draft: Draft, name: str) -> tuple[Agreeing, ...]:
    if name == "purpose":
        return texts.purpose(portal)
    if name == "attestation":
        return texts.attestation(portal)
    if name == "additional":
        return texts.consents(portal, draft.wanted)
    return ()


def _exists(portal: Portal, draft: Draft, name: str) -> None:
    if name == "members" or name not in section_names(portal, draft):
        raise NotFound


def _nobody(site: SiteProfile, draft: Draft, role: str) -> DraftPerson:
    return DraftPerson(uuid4(), role, staff_type_of(site, role), position=ROLES.index(role))
