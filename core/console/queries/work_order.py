"""In which order work is listed: what is overdue first, then the oldest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.tables import WorkItem
from core.console.queries.in_order import Order, RowPlace
from core.console.queries.work_filters import WorkFilters
from core.provisioning.queries import NOT_DONE, late

STATES: Mapping[str, str] = {
    "people": "Waits for people",
    "dead": "Given up",
    "failed": "Refused",
    "waiting": "Being tried",
}
# What somebody has to look at; what is being tried goes on by itself.
OPEN = ("people", "dead")
LATE = "late"
_BY_AGE = Order((WorkItem.made_at, WorkItem.id))


def order_of(filters: WorkFilters) -> Order:
    """Return the order of a list."""
    return _BY_AGE


def work_place(filters: WorkFilters, item: UUID, made_at: datetime, *, overdue: bool) -> RowPlace:
    """Say where work stands in a list; what was overdue until it was done stood first."""
    return RowPlace(0 if overdue else 1, (made_at, item))


async def work_parts(filters: WorkFilters, order: Order, place: RowPlace | None) -> list[tuple[int, Any]]:
    """Return what is asked for, part by part: whatever somebody has to look at, if no state is named.

    Removals that are late are looked at in every state.
    """
    one = filters.state in STATES
    states = (filters.state,) if one else () if filters.state == LATE else OPEN
    rest = [(1, (WorkItem.state == each) & WorkItem.alarmed_at.is_null()) for each in states]
    if place and place.rank:
        return rest
    overdue = await late(states if one else NOT_DONE, *([order.behind(place.values)] if place else []))
    among = WorkItem.alarmed_at.is_not_null() & WorkItem.id.is_in(overdue) if overdue else None
    return [(0, among), *rest] if overdue else rest
