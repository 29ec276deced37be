"""The years of a member: leave and return, a last day, and the end of everything somebody had.

Whoever calls has made sure that `by` may speak for the practice. Every act holds the group, so that no access
is given, and no part taken up, beside it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from core import clock
from core.access.actions import expire, given_reason, revoke, revoke_each, stop_each, suspend_each
from core.access.authority import relying
from core.access.conditions import NotNow
from core.access.departing import end_the_rest
from core.access.handing_over import call_off_soon
from core.access.lines import Line, lines_of, load
from core.access.naming import strike_out
from core.access.notices import tell_of_end, tell_of_leaving, tell_of_suspension
from core.access.on_authority import colleague_changed, follow_authority
from core.access.own_agreements import ask_each_to_sign, end_theirs
from core.access.records import GrantFacts
from core.access.setting_up import begin_for
from core.access.states import ALIVE
from core.access.tables import Grant
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database import transaction
from core.due.actions import schedule
from core.errors import Invalid
from core.groups import membership
from core.groups.activation_work import go_on_with
from core.groups.appointments import require_successors, step_down
from core.groups.authorizations import end_each_of
from core.groups.looked_at_again import look_again
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal

ACCESS_ENDS = "grant.last-day"
OVER = "The last day is over."
GONE = "{name}, on whose authority they acted, has left."


async def leave(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """End everything somebody has in a practice, or is about to get, and every part they play there.

    What they authorized, and what they were authorized to, ends with it, so do their requests to join and,
    unless they belong to another practice, everywhere they are signed in. Nobody names them in answers any
    more. The receipt is drawn once every application confirmed.
    NotNow for who has left already, Stale for who plays a part that somebody else has to take up first.
    """
    reason = given_reason(reason)
    async with change("access.left", by=by, subject=("member", member), reason=reason):
        group, row = await held_member(member)
        over_at = end_of(portal, row.until) if row.until is not None else clock.now()
        row = await membership.moving(row, "left", by=by, reason=reason)
        await call_off_soon(await step_down(member, by=by), row)
        relied = await relying(portal.site, member)
        await end_theirs(portal, [member])
        await end_each_of(member, by=by)
        lines = await lines_of(group, [row], *ALIVE)
        await revoke_each(lines, reason, by=by)
        await strike_out(portal, group, row, by=by)
        leaving = await end_the_rest(row, reason, over_at, by=by)
        await tell_of_leaving(portal, group, row, lines, reason, leaving)
        await follow_authority(portal, group, relied, GONE.format(name=row.name), by=by)


async def go_on_leave(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Take everything away from somebody who will come back; what was requested waits."""
    reason = given_reason(reason)
    async with change("access.on-leave", by=by, subject=("member", member), reason=reason):
        lines = await _set_aside(portal, member, "on-leave", reason, by)
        await tell_of_suspension(portal, _in(lines, "active"), _in(lines, "provisioning"), reason)


async def go_dormant(portal: Portal, member: UUID, reason: str, *, by: Actor) -> list[Line]:
    """Take everything away from somebody who did not use it for long; return what was taken.

    Nobody is told here.
    """
    async with change("access.dormant", by=by, subject=("member", member), reason=reason):
        await look_again("dormancy", member)
        return await _set_aside(portal, member, "dormant", reason, by)


async def come_back(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Give somebody who returns what a leave or disuse took away, where nothing is against it now.

    Who had left belongs to the practice again, and has nothing until it is requested.
    """
    async with change("access.came-back", by=by, subject=("member", member), reason=reason):
        group, before = await held_member(member)
        row = await membership.moving(before, "active", by=by)
        await ask_each_to_sign(portal, group, [row], by=by)
        if group.activated_at is not None and not row.person_state:
            await go_on_with(group.id, by=by)
        if before.state != "left":
            states, since = ("suspended", "failed", "approved"), before.since
            await begin_for(portal, group, [row], *states, by=by, since=since)
        await colleague_changed(portal, group, row, by=by)


async def set_last_day(
    portal: Portal, member: UUID, day: date | None, reason: str = "", *, by: Actor
) -> None:
    """Have somebody leave at the end of a day, or with None not any more; Invalid for a day that is over.

    Stale for who plays a part that somebody else has to take up first: it would be empty the day after.
    """
    require_to_come(portal, day)
    about = {"day": day and day.isoformat(), "reason": reason.strip()[:500]}
    async with change("access.last-day-set", by=by, subject=("member", member), **about):
        _, row = await held_member(member)
        if row.state == "left":
            raise NotNow("This person has left already.")
        if day is not None:
            await require_successors(member)
        await membership.dated(row, day, by=by)
        await schedule(membership.LAST_DAY, member, end_of(portal, day) if day else None)


async def set_end(portal: Portal, grant: UUID, day: date | None, reason: str = "", *, by: Actor) -> None:
    """Have one access end with a day, or with None not any more; Invalid for a day that is over."""
    require_to_come(portal, day)
    about = {"day": day and day.isoformat(), "reason": reason}
    async with change("grant.dated", by=by, subject=("grant", grant), **about):
        line = await load(grant, lock=True)
        if line.grant.state not in ALIVE:
            raise NotNow("This access has ended already.")
        await Grant.update({Grant.ends_on: day}).where(Grant.id == grant)
        await schedule(ACCESS_ENDS, grant, end_of(portal, day) if day else None)


async def leave_when_due(portal: Portal, member: UUID) -> datetime | None:
    """Let somebody leave whose last day is over; return the moment to look again, or None."""
    async with transaction():
        _, row = await held_member(member)
        if row.until is None or row.state == "left":
            return None
        if (at := end_of(portal, row.until)) > clock.now():
            return at
        await leave(portal, member, OVER, by=SYSTEM)
    return None


async def expire_when_due(portal: Portal, grant: UUID) -> datetime | None:
    """End access whose last day is over; return the moment to look again, or None."""
    async with transaction():
        line = await load(grant, lock=True)
        if line.grant.ends_on is None or line.grant.state not in ALIVE:
            return None
        if (at := end_of(portal, line.grant.ends_on)) > clock.now():
            return at
        # What never came to work has nothing that could run out.
        if line.grant.state in {"active", "suspended"}:
            await expire(grant, by=SYSTEM)
            await tell_of_end(portal, [line] if line.grant.state == "active" else [], [], OVER)
        else:
            await revoke(grant, OVER, by=SYSTEM)
    return None


def still_to_come(portal: Portal, grant: GrantFacts) -> date | None:
    """Return the last day that access keeps when it is asked for once more: not one that is over."""
    day = grant.ends_on
    return day if day is not None and end_of(portal, day) > clock.now() else None


def end_of(portal: Portal, day: date) -> datetime:
    """Return the moment at which a day of the site is over."""
    return portal.site.dates.begins(day, later=1)


async def _set_aside(portal: Portal, member: UUID, to: str, reason: str, by: Actor) -> list[Line]:
    group, row = await held_member(member)
    row = await membership.moving(row, to, by=by, reason=reason)
    lines = await lines_of(group, [row], "active", "provisioning")
    await suspend_each(_in(lines, "active"), reason, by=by)
    await stop_each(_in(lines, "provisioning"), reason, by=by)
    await colleague_changed(portal, group, row, by=by)
    return lines


async def held_member(member: UUID) -> tuple[GroupFacts, MemberFacts]:
    """The group of a member, held until the change ends, and the member as it is then."""
    group = await locked_group((await load_member(member)).group)
    return group, await load_member(member)


def _in(lines: list[Line], state: str) -> list[Line]:
    return [line for line in lines if line.grant.state == state]


def require_to_come(portal: Portal, day: date | None, name: str = "day") -> None:
    """Go on only with a day that is not over at the site; Invalid at the field of this name."""
    if day is not None and end_of(portal, day) <= clock.now():
        raise Invalid({name: "Enter today or a day to come"})
