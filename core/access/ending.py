"""When a group may have nothing any more: everything it has, or is about to get, is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access import actions
from core.access.lines import Line, lines_of
from core.access.notices import tell_of_suspension
from core.actor import Actor
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class TakenAway:
    """What was taken away at once: access that worked, and access that was being set up."""

    working: Sequence[Line] = ()
    begun: Sequence[Line] = ()


async def take_all_away(
    portal: Portal, group: GroupFacts, members: Sequence[MemberFacts], reason: str, *, by: Actor
) -> None:
    """Suspend what works, and stop what is being set up; part of a change, with the group locked.

    Everybody whose access is suspended is told once. What was taken away before is not told again.
    """
    taken = await taken_away(group, members, reason, by=by)
    await tell_of_suspension(portal, taken.working, taken.begun, reason)


async def taken_away(
    group: GroupFacts, members: Sequence[MemberFacts], reason: str, *, by: Actor
) -> TakenAway:
    """Do the same where whoever calls tells everybody of it, with what it comes from; return what it was."""
    lines = await lines_of(group, members, "active", "provisioning")
    working = [line for line in lines if line.grant.state == "active"]
    begun = [line for line in lines if line not in working]
    await actions.suspend_each(working, reason, by=by)
    await actions.stop_each(begun, reason, by=by)
    return TakenAway(working, begun)
