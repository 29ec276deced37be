"""The privacy officer holds what is known of a practice or a person, and another one ends the hold.

NotNow for who belongs to the practice, or is the person.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.actor import Actor
from core.audit import holds
from core.audit.holds import HeldRecord
from core.console.queries.people import person_view
from core.groups.people import load_group
from core.groups.rights import concerned
from core.moves import NotNow
from core.office.acts import OWN
from core.portal import Portal


async def hold_practice(group: UUID, reason: str, *, by: Actor) -> UUID:
    """Hold a practice; NotFound."""
    found = await load_group(group)
    await _require_stranger([group], by)
    return await holds.place_hold(HeldRecord("practice", group, found.name), reason, by=by)


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


async def _person(portal: Portal, person: UUID, by: Actor) -> tuple[HeldRecord, tuple[UUID, ...]]:
    view = await person_view(portal, person)
    if view.account and view.account.is_of(by.account):
        raise NotNow(OWN)
    return HeldRecord("person", view.id, view.name), tuple(seat.group for seat in view.seats)


async def _require_stranger(groups: Collection[UUID], by: Actor) -> None:
    if await concerned(by.account, groups):
        raise NotNow(OWN)
