"""One access is suspended for itself, by support or by its practice, and given back by whoever suspended it.

A leave, a suspended group and an agreement that ended take access away as well. They stand on member, group
and agreement: access comes back when none of these and nobody here is against it any more.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.access import conditions
from core.access.actions import LINKED, begin, given_reason, suspend_each
from core.access.conditions import NotNow
from core.access.grant_moves import require
from core.access.lines import Line, load
from core.access.sides import strike_side_out
from core.access.tables import Grant
from core.actor import Actor
from core.audit import change, changes
from core.portal import Portal


async def suspend(grant: UUID, reason: str, *, by: Actor, side: str = "") -> None:
    """Take one access away for a while; what is suspended already stays so until `by` ends that too.

    `side` names what suspends it where that is neither support nor the practice, such as an objection.
    """
    side = side or side_of(by)
    async with changes():
        line = await load(grant, lock=True)
        if line.grant.state == "suspended":
            await _suspend_too(line, reason, side, by=by)
        else:
            require(line, "suspended")
            await suspend_each([line], reason, by=by, suspended_by=side)


async def resume(portal: Portal, grant: UUID, *, by: Actor, side: str = "") -> None:
    """End one's own suspension; the access is set up again once nothing else is against it.

    `side` is another one in whose name that is done. NotNow for who did not suspend it while something else
    is.
    """
    side = side or side_of(by)
    async with changes():
        line = await load(grant, lock=True)
        require(replace(line, grant=replace(line.grant, suspended_by="")), "provisioning")
        if side in line.grant.suspended_by.split():
            (line,) = await strike_side_out([line], side, by=by)
            if line.grant.suspended_by or line.member.person_state not in LINKED:
                return
            if await conditions.against(portal, line):
                return
        await begin(portal, grant, by=by)


async def _suspend_too(line: Line, reason: str, side: str, *, by: Actor) -> None:
    sides, reason = line.grant.suspended_by.split(), given_reason(reason)
    if side in sides:
        raise NotNow("Your side suspended this access already.")
    told = {"suspended_by": side, "reason": reason}
    async with change("grant.suspended-too", by=by, subject=("grant", line.id), **told):
        now = " ".join(sorted([*sides, side]))
        await Grant.update({Grant.suspended_by: now, Grant.reason: reason}).where(Grant.id == line.id)


def side_of(by: Actor) -> str:
    """Name the side that somebody acts for."""
    return "practice" if by.kind == "person" else "support"
