"""Removals and changes that have not reached their application for too long: told once, shown until then."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from core import clock
from core.access.work import Kind, mark_late, work_is_late
from core.actor import SYSTEM
from core.audit import change
from core.due.actions import schedule
from core.due.queries import still_scheduled
from core.portal import Portal
from core.provisioning.queries import NOT_DONE, late_removals

ALARM_AFTER = timedelta(minutes=15)
# How many a line of the log names; the trail names all of them.
MOST_NAMED = 10
REMOVALS, CHANGES = "work.removals-late", "work.changes-late"
# Removals become late one by one, and one mail tells of all that did so within this time.
TELL, GATHERED, OF_ALL = "late-removals", timedelta(minutes=5), UUID(int=0)

log = structlog.get_logger(__name__)


async def raise_alarm(portal: Portal) -> int:
    """Name every removal and change that has not reached its application for too long, once; return how many.

    Support gets one email about all changes that became late, and another about removals, a little later.
    """
    removals = await _raised(portal, "revoke", ALARM_AFTER, REMOVALS)
    return removals + await _raised(
        portal, "update", timedelta(hours=portal.site.change_alarm_hours), CHANGES
    )


async def _raised(portal: Portal, kind: Kind, after: timedelta, alarm: str) -> int:
    since = clock.now() - after
    if not await work_is_late(kind, since, NOT_DONE):
        return 0
    async with change(alarm, by=SYSTEM) as event:
        items = await mark_late(kind, since, NOT_DONE)
        event.details["items"] = items
        if items and alarm == CHANGES:
            await _tell(portal, items)
        if items and alarm == REMOVALS and not await still_scheduled(TELL, [OF_ALL]):
            await schedule(TELL, OF_ALL, clock.now() + GATHERED)
    named = [str(each) for each in items[:MOST_NAMED]]
    log.error(alarm, items=named, more=len(items) - len(named))
    return len(items)


async def _tell(portal: Portal, items: list[UUID]) -> None:
    """Write to support; part of that change."""
    await portal.mail.send(
        to=portal.site.support_address,
        template="changes-late",
        about=("work", items[0]),
        many=len(items),
        hours=portal.site.change_alarm_hours,
        path="/support/work?state=late",
    )


async def tell_of_removals(portal: Portal, _: UUID) -> None:
    """Write to support of the removals that are late and not done by now, if any are."""
    if not (items := await late_removals()):
        return
    async with change("work.removals-told", by=SYSTEM) as event:
        event.details["items"] = items
        await portal.mail.send(
            to=portal.site.support_address,
            template="removals-late",
            about=("work", items[0]),
            many=len(items),
            minutes=int(ALARM_AFTER.total_seconds()) // 60,
            path="/support/work?state=late",
        )
