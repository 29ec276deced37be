"""Access that was set up under the login of somebody else: taken away there, then set up under one's own."""

from __future__ import annotations

from uuid import UUID

from core.access.ending import take_all_away
from core.access.lines import lines_of
from core.access.setting_up import begin_for
from core.access.states import GRANT
from core.access.work import may_be_there
from core.actor import Actor
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal

NOT_THEIRS = "It was set up under a login that isn’t this person's."


async def take_off(portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor) -> None:
    """Take away what somebody has, or is about to get, under a login that is not theirs; part of a change."""
    await take_all_away(portal, group, [member], NOT_THEIRS, by=by)


async def still_there(group: GroupFacts, member: MemberFacts, person: UUID) -> bool:
    """Tell whether something of a member may still be there under the login of another than this person."""
    lines = await lines_of(group, [member], *GRANT.table)
    others = [line for line in lines if line.grant.person not in {None, person}]
    return any([await may_be_there(line.id) for line in others])


async def set_up_anew(portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor) -> None:
    """Set up what was agreed to, and what was taken away under the other login; part of a change."""
    await begin_for(portal, group, [member], "suspended", "failed", "approved", by=by)
