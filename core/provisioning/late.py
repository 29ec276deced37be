"""Removals that have not reached their application for too long: told once, and shown until then (F3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.provisioning.tables import WorkItem

ALARM_AFTER = timedelta(minutes=15)
# What a machine has not done. What people have to do is theirs, and waits in their queue.
NOT_DONE = ("waiting", "failed", "dead")

log = structlog.get_logger(__name__)


def is_late() -> Any:
    """The condition for a removal of which the alarm was raised and which is still not done."""
    return WorkItem.alarmed_at.is_not_null() & WorkItem.state.is_in(list(NOT_DONE))


async def raise_alarm() -> int:
    """Name every removal that has not reached its application for too long, once; how many there were."""
    late = (WorkItem.kind == "revoke") & WorkItem.state.is_in(list(NOT_DONE)) & WorkItem.alarmed_at.is_null()
    overdue = late & (WorkItem.made_at <= clock.now() - ALARM_AFTER)
    if not await WorkItem.exists().where(overdue):
        return 0
    async with change("work.removals-late", by=SYSTEM) as event:
        values: dict[Any, Any] = {WorkItem.alarmed_at: clock.now()}
        rows = await WorkItem.update(values).where(overdue).returning(WorkItem.id)
        event.details["items"] = [row["id"] for row in rows]
    log.error("work.removals-late", items=[str(row["id"]) for row in rows])
    return len(rows)
