"""Removals that have not reached their application for too long: told once, and shown until then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from piccolo.columns.combination import WhereRaw

from core import clock
from core.access.tables import WorkItem
from core.actor import SYSTEM
from core.audit import change

ALARM_AFTER = timedelta(minutes=15)
MOST_SHOWN = 500
# What a machine has not done. What people have to do is theirs, and waits in their queue.
NOT_DONE = ("waiting", "failed", "dead")

log = structlog.get_logger(__name__)


async def late(states: Sequence[str] = NOT_DONE) -> list[UUID]:
    """Removals of which the alarm was raised and which are in one of these states, the oldest first."""
    places = ", ".join(["{}"] * len(states))
    # Of the few that ever were late, by their own index; an index of states would lead to all that wait.
    among = WhereRaw(f"work_item.state || '' IN ({places})", *states)
    query = WorkItem.select(WorkItem.id).where(WorkItem.alarmed_at.is_not_null(), among)
    return [row["id"] for row in await query.order_by(WorkItem.made_at, WorkItem.id).limit(MOST_SHOWN)]


async def raise_alarm() -> int:
    """Name every removal that has not reached its application for too long, once; how many there were."""
    not_done = (
        (WorkItem.kind == "revoke") & WorkItem.state.is_in(list(NOT_DONE)) & WorkItem.alarmed_at.is_null()
    )
    overdue = not_done & (WorkItem.made_at <= clock.now() - ALARM_AFTER)
    if not await WorkItem.exists().where(overdue):
        return 0
    async with change("work.removals-late", by=SYSTEM) as event:
        values: dict[Any, Any] = {WorkItem.alarmed_at: clock.now()}
        rows = await WorkItem.update(values).where(overdue).returning(WorkItem.id)
        event.details["items"] = [row["id"] for row in rows]
    log.error("work.removals-late", items=[str(row["id"]) for row in rows])
    return len(rows)
