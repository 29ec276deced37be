"""From signed and checked to active, and what happens to a whole group afterwards."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.access import request_moves, standing
from core.access.desk import Desk
from core.access.ending import take_all_away
from core.access.lines import Row, locked_group, members_of
from core.access.standing import NotNow
from core.actor import SYSTEM, Actor
from core.agreements.queries import agreement_in_force
from core.audit import changes
from core.groups import activating_people
from core.groups.group_moves import moving
from core.groups.setting_up import begin_for
from core.groups.tables import Group
from core.keys import Keys
from core.support.checks import checks, still_open


async def activate_group(desk: Desk, keys: Keys, group: UUID, *, by: Actor) -> None:
    """Make the group active, its people known, and set up what was asked for and may be given.

    NotNow unless the agreement is in force, the credentials are in order and nothing is being corrected.
    Whose own credentials are not valid gets nothing. The group is active at once; its people follow some at a
    time, so that nobody waits long for what is locked meanwhile. What a crash leaves undone, a worker does.
    """
    async with changes():
        row = await locked_group(group)
        if words := still_open(desk.site, await checks(desk, group)):
            raise NotNow(words)
        if await request_moves.being_corrected(group):
            raise NotNow("Something is still being corrected.")
        if await agreement_in_force(group) is None:
            raise NotNow(f"The {desk.site.terms.agreement} is not in force.")
        await moving(row, "active", by=by, values={"activated_at": clock.now()})
        await request_moves.begun(group, by=by)
        lease = await activating_people.begin(group, by=by)
    await activating_people.finish(desk, keys, lease)


async def suspend_group(desk: Desk, group: UUID, reason: str, *, by: Actor) -> None:
    """Nobody in the group has access until it is resumed."""
    async with changes():
        row = await moving(await locked_group(group), "suspended", by=by, reason=reason)
        await take_all_away(desk, row, await members_of(group), reason, by=by)


async def resume_group(desk: Desk, group: UUID, *, by: Actor) -> None:
    """The group is active again; what was suspended or stopped is set up again where it may be."""
    async with changes():
        row = await moving(await locked_group(group), "active", by=by)
        await give_back(desk, row, by=by)


async def bound_again(desk: Desk, group: UUID) -> None:
    """Give an active group back what the end of an earlier agreement took away.

    Part of the change that brings the new one into force.
    """
    rows = await Group.select(Group.id).where(Group.id == group)
    # The agreement of a group is sent before anything else of it can be active.
    if rows and (row := await locked_group(group))["state"] == "active":
        await give_back(desk, row, by=SYSTEM)


async def give_back(desk: Desk, group: Row, *, by: Actor) -> None:
    """Set up what was suspended, stopped or agreed to meanwhile, where nothing is against it.

    With the group locked.
    """
    if not await standing.against_group(desk, group):
        members = await members_of(group["id"])
        await begin_for(desk, group, members, "suspended", "failed", "approved", by=by)
        await activating_people.wake(group["id"])
