"""Access follows the authority on which somebody has it: suspended at once without one, given back with one.

Whoever calls holds the group, in the same transaction as what changed. What nobody answers for any more ends
for good after some weeks, in which another colleague can be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from core import clock
from core.access.actions import revoke_each, stop_each, suspend_each
from core.access.authority import Authority, authorities, relying
from core.access.changing import have_changed
from core.access.lines import Line, lines_of
from core.access.notices import tell_of_end, tell_of_suspension
from core.access.setting_up import begin_for
from core.access.sides import AUTHORITY, strike_side_out
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database import transaction
from core.due.actions import schedule_each
from core.due.worker import Handler
from core.groups.people import load_group, load_member, locked_group, members_called
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal

UNAUTHORIZED = "member.without-authority"
# How long access waits for another colleague once nobody answers for somebody any more.
KEPT_DAYS = 30
LAPSED = "The authority of {name}, on which they acted, doesn’t count at the moment."
OWN = "No colleague’s authority counts for {name} at the moment."
ENDED = "Nobody has answered for them any more for {days} days."


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody whose access rests on one colleague alone, and what of it works or is being set up."""

    member: MemberFacts
    applications: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.member.name}: {', '.join(self.applications) or 'nothing works yet'}"


async def affected_by(portal: Portal, colleague: UUID) -> tuple[Affected, ...]:
    """List who would have nobody’s authority without that of a colleague, and what they would lose."""
    members = await members_called(await relying(portal.site, colleague))
    found = await authorities(portal, members)
    alone = [each for each in members if [one.id for one in _counts(found, each)] == [colleague]]
    if not alone:
        return ()
    group = await load_group(alone[0].group)
    lines = await lines_of(group, alone, "active", "provisioning")
    return tuple(
        Affected(each, tuple(line.grant.application_name for line in lines if line.member.id == each.id))
        for each in alone
    )


async def colleague_changed(portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor) -> None:
    """Have access follow what became of somebody: of who relies on them, and of their own."""
    if not portal.site.has_authorizers:
        return
    others = await relying(portal.site, member.id) - {member.id}
    await follow_authority(portal, group, [member.id], OWN.format(name=member.name), by=by)
    if others:
        await follow_authority(portal, group, others, LAPSED.format(name=member.name), by=by)


async def follow_authority(
    portal: Portal,
    group: GroupFacts,
    people: Collection[UUID],
    because: str,
    *,
    by: Actor,
    telling: bool = True,
) -> list[Line]:
    """Suspend what these members have without authority, and give back what waited for one.

    Applications of the others are told who answers for them now. Part of a change, with the group locked;
    returns what was suspended or stopped. With `telling` everybody concerned gets a mail about it.
    """
    members = [each for each in await members_called(people) if each.state != "left"]
    found = await authorities(portal, members)
    without = [each for each in members if each.id in found and not found[each.id].counts]
    taken = await _take_away(group, without, because, by=by)
    if telling:
        await tell_of_suspension(portal, _in(taken, "active"), _in(taken, "provisioning"), because)
    others = [each for each in members if each not in without]
    await _tell_applications(group, [each for each in others if each.id in found])
    await _give_back(portal, group, others, by=by)
    return taken


async def end_when_due(portal: Portal, member: UUID) -> datetime | None:
    """End what was suspended for want of authority, when none came; return when to look again, or None."""
    async with transaction():
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        found = (await authorities(portal, [row])).get(member)
        if found is None or found.counts:
            return None
        if found.lapsed:
            return _later()
        reason = ENDED.format(days=KEPT_DAYS)
        lines = await lines_of(group, [row], "suspended", "failed")
        lines = [line for line in lines if AUTHORITY in line.grant.suspended_by.split()]
        async with change("access.without-authority", by=SYSTEM, subject=("member", member), reason=reason):
            await revoke_each(lines, reason, by=SYSTEM)
            await tell_of_end(portal, _in(lines, "suspended"), _in(lines, "failed"), reason)
    return None


def seeing_to_authority(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler of what ends when nobody answers for somebody any more."""
    return {UNAUTHORIZED: partial(end_when_due, portal)}


async def _take_away(
    group: GroupFacts, members: Sequence[MemberFacts], because: str, *, by: Actor
) -> list[Line]:
    lines = await lines_of(group, members, "active", "provisioning")
    if not lines:
        return []
    await suspend_each(_in(lines, "active"), because, by=by, suspended_by=AUTHORITY)
    await stop_each(_in(lines, "provisioning"), because, by=by, suspended_by=AUTHORITY)
    await schedule_each(UNAUTHORIZED, {line.member.id for line in lines}, _later())
    return lines


async def _give_back(portal: Portal, group: GroupFacts, members: Sequence[MemberFacts], *, by: Actor) -> None:
    """Begin what waited; what somebody else suspended too waits for them alone from now on."""
    waiting = await lines_of(group, members, "suspended", "failed")
    others_too = [line for line in waiting if {AUTHORITY} < {*line.grant.suspended_by.split()}]
    await strike_side_out(others_too, AUTHORITY, by=by)
    await begin_for(portal, group, members, "suspended", "failed", "approved", by=by, since=clock.now())


async def _tell_applications(group: GroupFacts, members: Sequence[MemberFacts]) -> None:
    for line in await lines_of(group, members, "active", "provisioning"):
        await have_changed(line, {})


def _counts(found: Mapping[UUID, Authority], member: MemberFacts) -> tuple[MemberFacts, ...]:
    return found[member.id].counts if member.id in found else ()


def _later() -> datetime:
    return clock.now() + timedelta(days=KEPT_DAYS)


def _in(lines: Sequence[Line], state: str) -> list[Line]:
    return [line for line in lines if line.grant.state == state]
