"""Recall first: who works there is said before any access is shown, and whoever is missing leaves at once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock
from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.opening import open_book
from core.errors import Invalid, Stale
from core.office import acts
from core.office.possible import REACHED
from core.office.queries.people import OfficePerson
from core.portal import Portal
from core.reviews.entering import review_entered
from core.reviews.names import named_in
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.records import ReviewFacts, ReviewView
from core.reviews.tables import Round
from core.reviews.writing import Spoken, write_about_members

EMPTY = "Paste or upload your list, or select the names of those who work here today"
CHANGED = "Your people changed while this page was open. Look at the names once more."
# Parts that are handed on before somebody can leave; their access is suspended meanwhile.
KEPT = frozenset({"sponsor"})


@dataclass(frozen=True, slots=True)
class OwnList:
    """What a practice says of who works there: a list of its own, if any, and names that were ticked."""

    file_name: str = ""
    data: bytes = b""
    ticked: frozenset[UUID] = frozenset()


async def say_who_works_here(portal: Portal, review: UUID, given: OwnList, *, by: Actor) -> None:
    """Write down who of a practice stands on its own list or was ticked; nobody is ended by that.

    Invalid when nothing was said, and for a file that cannot be read. It can be said once more, which names
    others in addition, as long as somebody is missing.
    """
    if not given.data.strip() and not given.ticked:
        raise Invalid({"pasted": EMPTY})
    # Read before anything is held: a file takes its time.
    listed = await _on_the_list(portal, review, given) if given.data.strip() else frozenset()
    async with change("review.people-named", by=by, subject=("review", review)) as event:
        view, side = await review_entered(portal, review, by=by)
        members = [each.member for each in view.asked]
        here = [each for each in members if each.id in listed | given.ticked]
        event.details |= {"people": len(here), "listed": len(listed), "by": side}
        await write_about_members(view.review, here, Spoken("here", side, by))
        await _note_listed(view.review, by)
        await _go_on(portal, view.review.id)


async def _on_the_list(portal: Portal, review: UUID, given: OwnList) -> frozenset[UUID]:
    """Find who stands on the list, of those who are asked about now; others are served meanwhile."""
    book = await open_book(given.file_name, given.data)
    # Only the first rows of a sheet with a fault are there: everybody else would seem to be missing.
    if faults := [sheet.fault for sheet in book.sheets if sheet.fault]:
        raise Unreadable(faults[0])
    view = await review_view(portal, await load_review(review))
    return await asyncio.to_thread(named_in, book, [each.member for each in view.asked])


async def works_here(portal: Portal, review: UUID, member: UUID, *, by: Actor) -> None:
    """Say of one person who was missing that they do work there."""
    async with change("review.person-named", by=by, subject=("review", review), member=str(member)):
        view, side = await review_entered(portal, review, by=by)
        _require_listed(view.review)
        (person,) = _missing(view, [member])
        await write_about_members(view.review, [person.member], Spoken("here", side, by))
        await _go_on(portal, review)


async def let_leave(
    portal: Portal, review: UUID, members: Collection[UUID], reason: str, count: str = "", *, by: Actor
) -> None:
    """End at once everything that those have who were missing, each of whom was shown by name.

    Stale when one of them is not missing any more. When most of a practice would leave, `count` has to say
    how many. Whoever answers for the practice as its sponsor is suspended: somebody has to follow first.
    """
    reason = given_reason(reason)
    async with change("review.people-left", by=by, subject=("review", review), reason=reason) as event:
        view, side = await review_entered(portal, review, by=by)
        _require_listed(view.review)
        people = _missing(view, members)
        if needs_count(view) and count.strip() != str(len(people)):
            raise Invalid({"count": f"Enter {len(people)}, the number of people whose access ends"})
        event.details |= {"members": [str(each.member.id) for each in people]}
        await write_about_members(view.review, [each.member for each in people], Spoken("gone", side, by))
        for each in people:
            await _end(portal, each, reason, by)
        await _go_on(portal, review)


def needs_count(view: ReviewView) -> bool:
    """Tell whether most of a practice would leave, which is asked twice."""
    return len(view.missing) * 2 > len(view.asked) and len(view.missing) > 1


async def _end(portal: Portal, person: OfficePerson, reason: str, by: Actor) -> None:
    if not KEPT & {*person.parts}:
        await acts.end_access(portal, person.member.id, None, reason, by=by)
    elif any(each.state in REACHED and each.state != "suspended" for each in person.access):
        await acts.suspend_all(portal, person.member.id, reason, by=by)


def _missing(view: ReviewView, members: Collection[UUID]) -> Sequence[OfficePerson]:
    missing = {each.member.id: each for each in view.missing}
    if not members or not missing.keys() >= set(members):
        raise Stale(CHANGED)
    return [missing[key] for key in members]


def _require_listed(review: ReviewFacts) -> None:
    if review.listed_at is None:
        raise Stale("Say first who works there today.")


async def _note_listed(review: ReviewFacts, by: Actor) -> None:
    if review.listed_at is None:
        values: dict[Any, Any] = {
            Round.listed_at: clock.now(),
            Round.listed_name: by.name[:200],
        }
        await Round.update(values).where(Round.id == review.id)


async def _go_on(portal: Portal, review: UUID) -> None:
    """Show what people have once nobody is missing."""
    found = await load_review(review)
    if found.state == "recall" and not (await review_view(portal, found)).missing:
        await Round.update({Round.state: "lines"}).where(Round.id == review)
