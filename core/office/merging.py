"""A practice becomes part of another one: prepared by support, seen person by person, approved by a second.

Nobody of a practice can take in another one: only support prepares a merge, for a reason that both read, and
whoever administers the practice that ends can withdraw it until its day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core import clock
from core.access import conditions
from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.errors import Invalid, NotFound
from core.forms import Form, at_site, draw, field, read
from core.groups.people import groups_called, load_group, locked_group
from core.groups.queries import groups_called as keys_of_groups_called
from core.groups.records import GroupFacts
from core.groups.rights import concerned
from core.moves import NotNow
from core.office.acts import OWN
from core.office.change_requests import ChangeAsked, request_change
from core.office.merge_plan import Coming, merge_plan, merged_in_words
from core.office.practice_data import held_practice
from core.office.queries.changes import Wanted, merges_under_way
from core.portal import Portal

AHEAD = timedelta(days=366)
NOBODY = (
    "No active {practice} has this name. Enter it as it stands on its page, or paste the address of that page"
)
SEVERAL = "Several have this name. Paste the address of the page of the one that stays"
ITSELF = "Enter another {practice} than the one that ends"
ALREADY = "One of the two is part of another merge. Withdraw or decline that first"
SUSPENDED = "All access there is suspended. End that first."
SOON = "Enter a day from tomorrow on"
FAR = "Enter a day within a year from now"
DAY, PART_OF = "Day of the merge", "Becomes part of"
_PAGE = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class MergeAnswers(BaseModel):
    """Which practice stays, from when, and why."""

    into: str = field(
        "The {practice} that stays",
        max_length=300,
        hint="Its name, or the address of its page here.",
        missing="Enter the {practice} that stays",
    )
    day: date = field("Day of the merge", kind="date", width="10", missing="Enter the day of the merge")
    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=300,
        missing="Say who of both asked for it, and how you knew them",
        hint="Both read it.",
    )


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge as it was typed; the practice that stays and what becomes of everybody, once nothing is wrong.

    `key` is the change that a second person decides about, once it was prepared.
    """

    group: GroupFacts
    form: Form
    stays: GroupFacts | None = None
    shown: tuple[Wanted, ...] = ()
    key: UUID | None = None


async def draw_merge(portal: Portal, group: UUID, *, by: Actor) -> Merge:
    """Draw the question; NotFound for whoever is not of the staff, and for a practice that is not active."""
    return Merge(await _held(group, by), draw(_model(portal), {}))


async def merge_practice(
    portal: Portal, group: UUID, values: Mapping[str, Sequence[Any]], *, ask: bool, by: Actor
) -> Merge:
    """Tell what becomes of everybody; with `ask`, have a second person of the staff decide about it.

    Stale while an earlier change of the practice is under way.
    """
    found, reading = await _held(group, by), read(_model(portal), values)
    if reading.answers is None:
        return Merge(found, reading.form)
    try:
        stays = await _stays(portal, found, reading.answers, by)
        if ask:
            return Merge(
                found, reading.form, stays, key=await _ask(portal, found, stays, reading.answers, by)
            )
    except Invalid as wrong:
        return Merge(found, reading.refused(wrong.errors))
    people = await merge_plan(portal, found, stays)
    return Merge(found, reading.form, stays, _shown(portal, stays, people, reading.answers))


async def _ask(portal: Portal, ends: GroupFacts, stays: GroupFacts, typed: MergeAnswers, by: Actor) -> UUID:
    about = {"reason": given_reason(typed.reason), "day": typed.day.isoformat(), "practice": stays.name}
    async with change("office.merge-asked", by=by, subject=("group", ends.id), **about):
        # In one order, so that two that are each to become part of the other don't wait for one another.
        for key in sorted((ends.id, stays.id)):
            await locked_group(key)
        await _held(ends.id, by)
        await _require(portal, ends, stays, by)
        people = await merge_plan(portal, ends, stays)
        shown = _shown(portal, stays, people, typed)
        ending = [str(line.id) for each in people for line, _ in each.ends]
        wanted = {"into": str(stays.id), "ends": ending}
        asking = ChangeAsked("merge", ends.id, wanted, shown, typed.reason, from_day=typed.day)
        return await request_change(asking, by=by)


async def _held(group: UUID, by: Actor) -> GroupFacts:
    if by.kind != "staff":
        raise NotFound
    found = await held_practice(group, by)
    if found.state != "active":
        raise NotNow(SUSPENDED)
    return found


async def _stays(portal: Portal, ends: GroupFacts, typed: MergeAnswers, by: Actor) -> GroupFacts:
    """Find the practice that stays; Invalid at `into` or `day` for what cannot be."""
    today = clock.now().astimezone(portal.site.zone).date()
    if not today < typed.day <= today + AHEAD:
        raise Invalid({"day": SOON if typed.day <= today else FAR})
    found = await _called(typed.into)
    if len(found) != 1:
        words = SEVERAL if found else NOBODY
        raise Invalid({"into": portal.site.terms.said(words)})
    await _require(portal, ends, found[0], by)
    return found[0]


async def _called(text: str) -> list[GroupFacts]:
    page = _PAGE.search(text.lower())
    keys = [UUID(page[0])] if page else await keys_of_groups_called(text)
    return [each for each in await groups_called(keys) if each.state == "active"]


async def _require(portal: Portal, ends: GroupFacts, stays: GroupFacts, by: Actor) -> None:
    """Go on only with another practice that can give access, and that is part of no other merge."""
    if stays.id == ends.id:
        raise Invalid({"into": portal.site.terms.said(ITSELF)})
    if await concerned(by.account, [stays.id]):
        raise NotNow(OWN)
    if reason := await conditions.against_group(portal, await load_group(stays.id)):
        raise Invalid({"into": reason})
    for each in await merges_under_way():
        if {each.group, UUID(each.wanted["into"])} & {ends.id, stays.id}:
            raise Invalid({"into": ALREADY})


def _shown(
    portal: Portal, stays: GroupFacts, people: Sequence[Coming], typed: MergeAnswers
) -> tuple[Wanted, ...]:
    told = [merged_in_words(each, stays) for each in people]
    day = portal.site.dates.day(typed.day)
    return (Wanted(PART_OF, "", stays.name), *told, Wanted(DAY, "", day))


def _model(portal: Portal) -> type[MergeAnswers]:
    return at_site(portal.site.asking, MergeAnswers)
