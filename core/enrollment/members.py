"""One person with what they ask for: the member page and dialog."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID, uuid4, uuid5

from core.actor import Actor
from core.enrollment.already_here import Alike, lookalikes
from core.enrollment.details import Values, draw_details, from_practice, read_details, with_likely
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.offers import (
    Offer,
    draw_offers,
    names_of_offers,
    not_taken,
    read_offers,
    with_offers,
    without_errors,
)
from core.enrollment.pruning import Dropped
from core.enrollment.sections import version_sent
from core.enrollment.storing import editing, not_older
from core.errors import NotFound
from core.forms import Form
from core.portal import Portal

FIRST_MEMBER = 10
LONGEST_ENTRY = 40


Kept = Literal["complete", "later", "typing"]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person to draw: details, and every application with its own questions.

    `left_out` names what was ticked and is not offered, with the reason; it was not taken. `alike` are people
    of the practice whom somebody new may be.
    """

    person: DraftPerson
    form: Form
    offers: tuple[Offer, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    alike: tuple[Alike, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether anything has to be put right before this person is complete."""
        return self.form.wrong or any(offer.lacking for offer in self.offers)

    @property
    def errors(self) -> tuple[tuple[str, str], ...]:
        """(id of the input, message) for the whole page, in its order."""
        return self.form.errors + tuple(
            error for offer in self.offers if offer.lacking and offer.form for error in offer.form.errors
        )


@dataclass(frozen=True, slots=True)
class SavedPerson:
    """The outcome of saving: when `stored` is False nothing was kept and the page says what is wrong.

    `dropped` names everything of anybody that fell away because of the change.
    """

    draft: Draft
    page: PersonPage
    stored: bool
    dropped: tuple[Dropped, ...] = ()


def new_member(draft: Draft, entry: str = "") -> DraftPerson:
    """Make a member nobody has typed anything about, at the end of the list.

    The same `entry`, which a form carries, makes the same person, however often it is sent.
    """
    last = max((person.position for person in draft.everybody), default=0)
    key = uuid5(draft.id, entry) if entry else uuid4()
    return DraftPerson(key, "member", position=max(FIRST_MEMBER, last + 1))


def entered(draft: Draft, key: UUID | None, values: Values) -> DraftPerson:
    """Find the person whose form this is: listed under this id, or new, and perhaps stored by now."""
    if key is not None:
        return person_of(draft, key)
    made = new_member(draft, next(iter(values.get("entry", ())), "")[:LONGEST_ENTRY])
    return draft.person(made.id) or made


async def take_members_up(portal: Portal, enrollment: UUID, members: Collection[UUID], *, by: Actor) -> Draft:
    """Put people of the practice into a draft that asks for more there; who is in it already stays.

    NotFound for somebody who is not there now.
    """
    async with editing(portal, "enrollment.people-taken-up", enrollment, by=by, people=len(members)) as edit:
        listed = {each.member for each in edit.draft.everybody}
        there = {each.id: each for each in edit.draft.colleagues if each.there}
        for key in members:
            if key in listed:
                continue
            if key not in there:
                raise NotFound
            place = new_member(edit.draft, str(key))
            edit.draft = edit.draft.with_person(replace(there[key], id=place.id, position=place.position))
    return edit.draft


def person_of(draft: Draft, key: UUID) -> DraftPerson:
    """Find a listed person of the draft; NotFound when there is none with this id."""
    person = next((each for each in draft.people if each.id == key), None)
    if person is None:
        raise NotFound
    return person


def draw_person(portal: Portal, draft: Draft, person: DraftPerson) -> PersonPage:
    """Draw a person as stored."""
    form = draw_details(portal.site, person, from_practice(draft))
    return PersonPage(
        person, form, draw_offers(portal, draft, person), alike=lookalikes(portal.site, draft, person)
    )


def redraw_person(portal: Portal, draft: Draft, person: DraftPerson, values: Values) -> PersonPage:
    """Draw what was typed so far, with the questions that staff type and suffix now ask for and no errors."""
    typed = _read(portal, draft, person, values)
    offers = without_errors(portal, draft, typed.offers)
    form = draw_details(portal.site, with_likely(draft, typed.person, values))
    return PersonPage(typed.person, form, offers, alike=typed.alike)


async def save_person(
    portal: Portal,
    enrollment: UUID,
    key: UUID | None,
    values: Values,
    *,
    by: Actor,
    kept: Kept = "complete",
) -> SavedPerson:
    """Store a person (a new member when `key` is None) with what they ask for.

    Answers that are not right are stored only to be taken up "later", or while somebody is "typing".
    `values` hold the `version` the form was drawn from (0 for somebody new); raises StaleDraft when another
    one is stored, NotFound for a key that is not in this draft.
    """
    async with editing(
        portal, "enrollment.person-saved", enrollment, by=by, typing=kept == "typing", person=key
    ) as edit:
        before, later = edit.draft, kept != "complete"
        person = entered(before, key, values)
        not_older(version_sent(values), person.version, person.details)
        page = _read(portal, before, person, values)
        if later or not page.wrong:
            edit.draft = before.with_person(page.person)
    stored = edit.draft.person(page.person.id) or page.person
    page = replace(page, person=stored if later or not page.wrong else page.person)
    return SavedPerson(edit.draft, page, later or not page.wrong, edit.dropped)


async def remove_person(
    portal: Portal, enrollment: UUID, key: UUID, *, by: Actor
) -> tuple[Draft, DraftPerson]:
    """Take a member out of the draft and out of the answers of the others.

    The one sponsor and the one administrator are not removed but changed: NotFound for them.
    """
    async with editing(portal, "enrollment.person-removed", enrollment, by=by, person=key) as edit:
        person = person_of(edit.draft, key)
        if person.role != "member":
            raise NotFound
        edit.draft = edit.draft.without_person(key)
    return edit.draft, person


def _read(portal: Portal, draft: Draft, person: DraftPerson, values: Values) -> PersonPage:
    typed, form, _ = read_details(portal.site, draft, person, values, also=names_of_offers(portal))
    draft = draft.with_person(typed)
    offers = read_offers(portal, draft, typed, values)
    left_out = not_taken(portal, offers, values)
    return PersonPage(
        with_offers(typed, offers), form, offers, left_out, lookalikes(portal.site, draft, typed)
    )
