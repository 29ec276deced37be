"""Removals that have not reached their application for too long: told once, and shown until then."""

from __future__ import annotations

from datetime import timedelta

import structlog

from core import clock
from core.access.work import mark_late, removals_late
from core.actor import SYSTEM
from core.audit import change
from core.provisioning.queries import NOT_DONE

ALARM_AFTER = timedelta(minutes=15)

log = structlog.get_logger(__name__)


async def raise_alarm() -> int:
    """Name every removal that has not reached its application for too long, once; return how many."""
    since = clock.now() - ALARM_AFTER
    if not await removals_late(since, NOT_DONE):
        return 0
    async with change("work.removals-late", by=SYSTEM) as event:
        items = await mark_late(since, NOT_DONE)
        event.details["items"] = items
    log.error("work.removals-late", items=[str(each) for each in items])
    return len(items)
