"""The privacy officer holds what is known of a practice or a person, and another one ends the hold.

NotNow for who belongs to the practice, or is the person.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import changes, holds
from core.audit.holds import HeldRecord
from core.console.queries.holds import everybody_of
from core.console.queries.people import person_view
from core.due.actions import schedule
from core.groups.people import load_group
from core.groups.rights import concerned
from core.moves import NotNow
from core.office.acts import OWN
from core.portal import Portal

# Who comes to a held practice is held within so long; nothing about them is forgotten sooner than in a day.
WIDEN, WIDENED_EVERY = "hold.widen", timedelta(hours=1)


async def hold_practice(group: UUID, reason: str, *, by: Actor) -> UUID:
    """Hold a practice with everybody who is or was in it, or will be meanwhile; NotFound."""
    found = await load_group(group)
    await _require_stranger([group], by)
    async with changes():
        hold = await holds.place_hold(HeldRecord("practice", group, found.name), reason, by=by)
        await holds.hold_with(hold, await everybody_of(group), by=by)
        await schedule(WIDEN, hold, clock.now() + WIDENED_EVERY)
    return hold


async def hold_person(portal: Portal, person: UUID, reason: str, *, by: Actor) -> UUID:
    """Hold a person in every practice they belong to; NotFound."""
    about, groups = await _person(portal, person, by)
    await _require_stranger(groups, by)
    return await holds.place_hold(about, reason, by=by)


async def end(portal: Portal, hold: UUID, reason: str, *, by: Actor) -> None:
    """End a hold; NotNow for who placed it."""
    about = (await holds.one_hold(hold)).about
    groups = [about.subject] if about.kind == "practice" else (await _person(portal, about.subject, by))[1]
    await _require_stranger(groups, by)
    await holds.end_hold(hold, reason, by=by)


def widening_holds() -> dict[str, Callable[[UUID], Awaitable[datetime | None]]]:
    """Return what is done for a hold on a practice while it lasts: who came since is held too."""

    async def widen(hold: UUID) -> datetime | None:
        group = (await holds.one_hold(hold)).about.subject
        lasts = await holds.hold_with(hold, await everybody_of(group), by=SYSTEM)
        return clock.now() + WIDENED_EVERY if lasts else None

    return {WIDEN: widen}


async def _person(portal: Portal, person: UUID, by: Actor) -> tuple[HeldRecord, tuple[UUID, ...]]:
    view = await person_view(portal, person)
    if view.account and view.account.is_of(by.account):
        raise NotNow(OWN)
    return HeldRecord("person", view.id, view.name), tuple(seat.group for seat in view.seats)


async def _require_stranger(groups: Collection[UUID], by: Actor) -> None:
    if await concerned(by.account, groups):
        raise NotNow(OWN)
