"""A leave of absence by its days: it begins and ends by itself, at midnight of the site."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from core import clock
from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.leaving import come_back, end_of, go_on_leave, held_member, require_to_come
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database import transaction
from core.due.actions import schedule
from core.errors import Invalid
from core.groups.membership import away
from core.portal import Portal

BEGINS, ENDS = "member.leave-begins", "member.leave-ends"
BEFORE = "Enter the first day of the leave or a later one"


async def plan_absence(
    portal: Portal, member: UUID, first: date, last: date | None, reason: str, *, by: Actor
) -> None:
    """Have somebody be on leave from the beginning of a day to the end of another, or until they are back.

    A leave that begins today begins now. Invalid at `first` and `last` for days that are over or in a wrong
    order, NotNow for who is not here.
    """
    reason = given_reason(reason)
    require_to_come(portal, first, "first")
    if last is not None and last < first:
        raise Invalid({"last": BEFORE})
    async with change("access.leave-planned", by=by, subject=("member", member), first=first.isoformat()):
        _, row = await held_member(member)
        if row.state != "active":
            raise NotNow("This person isn’t here now.")
        await away(row, first, last, reason, by=by)
        begins = start_of(portal, first)
        if begins <= clock.now():
            await go_on_leave(portal, member, reason, by=by)
        await schedule(BEGINS, member, begins if begins > clock.now() else None)
        await schedule(ENDS, member, end_of(portal, last) if last else None)


async def date_return(
    portal: Portal, member: UUID, last: date | None, reason: str = "", *, by: Actor
) -> None:
    """Have the leave that somebody is on end with a day, or with None not by itself.

    Invalid at `last` for a day that is over, NotNow for who is not on leave.
    """
    require_to_come(portal, last, "last")
    async with change("access.return-set", by=by, subject=("member", member), reason=reason):
        _, row = await held_member(member)
        if row.state != "on-leave":
            raise NotNow("This person isn’t on leave.")
        await away(row, None, last, row.away_reason, by=by)
        await schedule(ENDS, member, end_of(portal, last) if last else None)


async def cancel_absence(member: UUID, reason: str = "", *, by: Actor) -> None:
    """Have a leave not begin after all; NotNow when none is planned."""
    async with change("access.leave-called-off", by=by, subject=("member", member), reason=reason):
        _, row = await held_member(member)
        if row.away_from is None:
            raise NotNow("They have no leave to cancel.")
        await away(row, None, None, "", by=by)
        await schedule(BEGINS, member, None)
        await schedule(ENDS, member, None)


async def begin_when_due(portal: Portal, member: UUID) -> datetime | None:
    """Begin the leave of somebody whose first day has come; return the moment to look again, or None."""
    async with transaction():
        _, row = await held_member(member)
        if row.away_from is None or row.state != "active":
            return None
        if (at := start_of(portal, row.away_from)) > clock.now():
            return at
        if row.away_until is not None and end_of(portal, row.away_until) <= clock.now():
            # Nobody worked here all that time: the leave is over already.
            await away(row, None, None, "", by=SYSTEM)
            return None
        await go_on_leave(portal, member, row.away_reason, by=SYSTEM)
    return None


async def end_when_due(portal: Portal, member: UUID) -> datetime | None:
    """Let somebody come back whose leave is over; return the moment to look again, or None."""
    async with transaction():
        _, row = await held_member(member)
        if row.away_until is None or row.state == "left":
            return None
        if (at := end_of(portal, row.away_until)) > clock.now():
            return at
        if row.state == "on-leave":
            await come_back(portal, member, by=SYSTEM)
    return None


def start_of(portal: Portal, day: date) -> datetime:
    """Return the moment at which a day of the site begins."""
    return end_of(portal, day - timedelta(days=1))
