"""Reading the work at the applications."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from core.access.tables import WorkItem

MOST_SHOWN = 500
# Whoever is to do it, a machine or people: the access is still there, or as it was.
NOT_DONE = ("waiting", "people", "failed", "dead")


async def late(states: Sequence[str] = NOT_DONE, *behind: Any) -> list[UUID]:
    """List what the alarm was raised of and is in one of these states, the oldest first.

    At most 500 from where the conditions `behind` begin.
    """
    places = ", ".join(["{}"] * len(states))
    # Of the few that ever were late, by their own index; an index of states would lead to all that wait.
    among = WhereRaw(f"work_item.state || '' IN ({places})", *states)
    query = WorkItem.select(WorkItem.id).where(WorkItem.alarmed_at.is_not_null(), among, *behind)
    return [row["id"] for row in await query.order_by(WorkItem.made_at, WorkItem.id).limit(MOST_SHOWN)]


async def late_removals() -> list[UUID]:
    """List the removals of which the alarm was raised and that are not done, the oldest first."""
    return await late(NOT_DONE, WorkItem.kind == "revoke")
