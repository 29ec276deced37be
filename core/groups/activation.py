"""From signed and checked to active: login names are made, every line of the request is begun (V1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.access import actions, request_moves, standing
from core.access.desk import Desk
from core.access.ending import grants_in, take_all_away
from core.access.lines import Row, locked_group, members_of
from core.access.setting_up import begin_for, give_back
from core.access.standing import NotNow
from core.access.states import GROUP, IllegalMove
from core.actor import Actor
from core.agreements.queries import agreement_in_force
from core.audit import change
from core.groups.recognising import recognise
from core.groups.tables import Group
from core.identity import people
from core.keys import Keys
from core.support.checks import Check, checks, still_open


async def activate_group(desk: Desk, keys: Keys, group: UUID, *, by: Actor) -> None:
    """Make the group active, its people known, and set up what was asked for and may be given.

    NotNow unless the agreement is in force, the credentials are in order and nothing is being corrected.
    Whose own credentials are not valid gets nothing.
    """
    async with change("group.activated", by=by, subject=("group", group)) as event:
        row = await locked_group(group)
        found = await checks(desk, group)
        if words := still_open(desk.site, found):
            raise NotNow(words)
        if await request_moves.being_corrected(group):
            raise NotNow("Something is still being corrected.")
        if await agreement_in_force(group) is None:
            raise NotNow(f"The {desk.site.terms.agreement} is not in force.")
        row |= await _move(row, "active", activated_at=clock.now())
        await people.lock_names()
        await request_moves.begun(group, by=by)
        members = await members_of(group)
        for member in members:
            # What was decided stands in the guide that goes with the first mail.
            await _decide(desk, row, member, _not_valid(found, member), by)
            changed = await recognise(desk, keys, row, member, by=by)
            await begin_for(desk, row, member | changed, by=by)
        event.details["people"] = len(members)


async def suspend_group(desk: Desk, group: UUID, reason: str, *, by: Actor) -> None:
    """Nobody in the group has access until it is resumed (R4)."""
    async with change("group.suspended", by=by, subject=("group", group), reason=reason):
        await _move(await locked_group(group), "suspended")
        await take_all_away(desk, await members_of(group), reason, by=by)


async def resume_group(desk: Desk, group: UUID, *, by: Actor) -> None:
    """The group is active again; what was suspended or stopped is set up again where it may be."""
    async with change("group.resumed", by=by, subject=("group", group)):
        row = await locked_group(group)
        row |= await _move(row, "active")
        await give_back(desk, row, by=by)


def _not_valid(found: Sequence[Check], member: Row) -> str | None:
    """Why this person's credentials keep them from everything, or None."""
    check = next((each for each in found if each.member == member["id"]), None)
    return "The credentials are not valid." if check and check.state == "not-valid" else None


async def _decide(desk: Desk, group: Row, member: Row, against: str | None, by: Actor) -> None:
    """Every line of a person that waits is agreed to, or declined with its reason."""
    for grant in await grants_in(member, "requested"):
        reason = against or standing.against_line(desk, group, member, grant["application"])
        if reason is None:
            await actions.approve(desk, grant["id"], by=by)
        else:
            await actions.deny(grant["id"], reason, by=by)


async def _move(group: Row, to: str, **values: Any) -> Row:
    """Put a locked group into another state; the answer is what changed."""
    try:
        GROUP.move(group["state"], to)
    except IllegalMove as problem:
        raise NotNow(f"This is not possible now: {GROUP.in_words(group['state']).lower()}.") from problem
    changed = {"state": to, **values}
    columns: dict[Column | str, Any] = {getattr(Group, name): value for name, value in changed.items()}
    await Group.update(columns).where(Group.id == group["id"])
    return changed
