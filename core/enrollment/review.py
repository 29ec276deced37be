"""Check your answers: everything looked at again with today's rules, and what is missing with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from core.enrollment.details import ReadDetails, checked
from core.enrollment.drafts import ROLES, Draft, DraftPerson
from core.enrollment.offers import Offer, checked_offers_of
from core.enrollment.rules import lists_people
from core.enrollment.sections import SectionPage, checked_section, page_of_person, section_names
from core.forms import Form
from core.portal import Portal

Status = Literal["to-do", "started", "done"]


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to put right: in words, none for a step that is not begun, and where it is or whose."""

    words: str
    section: str
    person: UUID | None = None


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """A listed person with the form of their details and what they ask for, every error told."""

    person: DraftPerson
    form: Form
    answers: BaseModel | None
    offers: tuple[Offer, ...]

    @property
    def wrong(self) -> bool:
        """Whether details or answers are missing."""
        return self.form.wrong or any(offer.lacking for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Review:
    """The whole registration as it would be sent."""

    sections: tuple[SectionPage, ...]
    people: tuple[CheckedPerson, ...]
    missing: tuple[Missing, ...]

    @property
    def ready(self) -> bool:
        """Whether it can be sent."""
        return not self.missing


def review(portal: Portal, draft: Draft) -> Review:
    """Validate everything of a draft again from what is stored, by the forms that took it."""
    read = {person.id: checked(portal.site, draft, person) for person in draft.everybody}
    names = [name for name in section_names(portal, draft) if name != "members"]
    pages = tuple(_page(portal, draft, name, read) for name in names)
    offers = checked_offers_of(portal, draft, draft.people)
    people = tuple(CheckedPerson(*read[person.id], offers[person.id]) for person in draft.people)
    missing = [each for page in pages for each in _of_section(page, begun=_begun(draft, page.name))]
    missing += [each for person in people for each in missing_of(person)]
    if lists_people(portal.site, draft) and not any(person.person.wanted for person in people):
        missing.append(Missing("Ask for at least one application for someone", "members"))
    return Review(pages, people, tuple(missing))


def statuses(portal: Portal, draft: Draft, looked: Review) -> dict[str, Status]:
    """Tell how far each step of a reviewed draft is, for the task list."""
    wrong = {each.section for each in looked.missing}
    begun = {name for name in section_names(portal, draft) if _begun(draft, name)}
    return {
        name: "started" if name in wrong and name in begun else "to-do" if name in wrong else "done"
        for name in section_names(portal, draft)
    }


def _begun(draft: Draft, name: str) -> bool:
    if name == "members":
        return any(person.role == "member" or person.wanted for person in draft.people)
    return draft.in_role(name) is not None or name in draft.sections


def _page(portal: Portal, draft: Draft, name: str, read: Mapping[UUID, ReadDetails]) -> SectionPage:
    person = draft.in_role(name) if name in ROLES else None
    return page_of_person(read[person.id]) if person else checked_section(portal, draft, name)


def _of_section(page: SectionPage, *, begun: bool) -> tuple[Missing, ...]:
    if not page.form.wrong:
        return ()
    if not begun:
        return (Missing("", page.name),)
    words = [message for _, message in page.form.errors] + list(page.form.problems)
    return tuple(Missing(each, page.name) for each in words)


def missing_of(checked_person: CheckedPerson) -> tuple[Missing, ...]:
    """List what is missing of one listed person, with their name."""
    person = checked_person.person
    name = person.name or person.email or "Someone without a name"
    details = () if person.role in ROLES[:3] else checked_person.form.errors
    found = [Missing(f"{name}: {message}", "members", person.id) for _, message in details]
    for offer in checked_person.offers:
        if offer.unasked:
            named = "" if offer.name in offer.unasked else f", {offer.name}"
            found.append(Missing(f"{name}{named}: {offer.unasked}", "members", person.id))
        elif offer.lacking and offer.form:
            said = [message for _, message in offer.form.errors] + list(offer.form.problems)
            found += [Missing(f"{name}, {offer.name}: {each}", "members", person.id) for each in said]
    return tuple(found)
