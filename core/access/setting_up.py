"""What was agreed to is set up as soon as it may be, and given back when it was taken away meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.access import conditions
from core.access.actions import LINKED, begin_each
from core.access.authority import with_authority
from core.access.lines import Line, lines_of
from core.access.sides import AUTHORITY, strike_side_out
from core.actor import Actor
from core.groups.activation_work import wake
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal


async def begin_for(
    portal: Portal,
    group: GroupFacts,
    members: Sequence[MemberFacts],
    *states: str,
    by: Actor,
    since: datetime | None = None,
) -> None:
    """Set up what was agreed to for those whose login name is settled; else what is in these states.

    What somebody suspended for itself stays so, and what failed before `since`; what waited for a colleague's
    authority does not, once one counts. Part of a change, with the group locked.
    """
    known = [each for each in members if each.person_state in LINKED]
    if not known or await conditions.against_group(portal, group):
        return
    lines = await lines_of(group, known, *(states or ("approved",)))
    may = await with_authority(portal, known)
    fitting = [
        line
        for line in lines
        if line.grant.suspended_by in {"", AUTHORITY}
        and line.member.id in may
        and not _failed_before(line, since)
        and conditions.against_set_up(portal, group, line.member, line.grant.application) is None
    ]
    waited = [line for line in fitting if line.grant.suspended_by]
    others = [line for line in fitting if not line.grant.suspended_by]
    await begin_each([*others, *await strike_side_out(waited, AUTHORITY, by=by)], by=by)


def _failed_before(line: Line, since: datetime | None) -> bool:
    if line.grant.suspended_by:
        return False
    return since is not None and line.grant.state == "failed" and line.grant.changed_at < since


async def give_back(portal: Portal, group: GroupFacts, *, by: Actor, since: datetime | None = None) -> None:
    """Set up what was suspended, stopped or agreed to meanwhile, where nothing is against it.

    What failed before `since` failed for another reason, and stays so. With the group locked.
    """
    if not await conditions.against_group(portal, group):
        members = await members_of(group.id)
        await begin_for(portal, group, members, "suspended", "failed", "approved", by=by, since=since)
        await wake(group.id)
