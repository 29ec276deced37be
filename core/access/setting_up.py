"""What was agreed to is set up as soon as it may be, and given back when it was taken away meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from core.access import conditions
from core.access.actions import LINKED, begin_each
from core.access.lines import lines_of
from core.actor import Actor
from core.groups.activation_work import wake
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal


async def begin_for(
    portal: Portal, group: GroupFacts, members: Sequence[MemberFacts], *states: str, by: Actor
) -> None:
    """Set up what was agreed to for those whose login name is settled; else what is in these states.

    What somebody suspended for itself stays so. Part of a change, with the group locked.
    """
    known = [each for each in members if each.person_state in LINKED]
    if not known or await conditions.against_group(portal, group):
        return
    lines = await lines_of(group, known, *(states or ("approved",)))
    fitting = [
        line
        for line in lines
        if not line.grant.suspended_by
        and conditions.against_for_now(portal, group, line.member, line.grant.application) is None
    ]
    await begin_each(fitting, by=by)


async def give_back(portal: Portal, group: GroupFacts, *, by: Actor) -> None:
    """Set up what was suspended, stopped or agreed to meanwhile, where nothing is against it.

    With the group locked.
    """
    if not await conditions.against_group(portal, group):
        members = await members_of(group.id)
        await begin_for(portal, group, members, "suspended", "failed", "approved", by=by)
        await wake(group.id)
