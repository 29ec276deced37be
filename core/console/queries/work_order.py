"""In which order work is listed: what is overdue first, then the oldest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

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
# Orders in which what is overdue stands among the rest.
SORTS = ("oldest", "newest", "state")


def order_of(filters: WorkFilters) -> Order:
    """Return the order of each part of a list."""
    return Order((WorkItem.made_at, WorkItem.id), newest_first=filters.sort == "newest")


def work_place(filters: WorkFilters, item: UUID, made_at: datetime, *, state: str, overdue: bool) -> RowPlace:
    """Say where work stands in a list; what was overdue until it was done stood first."""
    if filters.sort not in SORTS:
        return RowPlace(0 if overdue else 1, (made_at, item))
    return RowPlace(_rank(filters, state), (made_at, item))


async def work_parts(filters: WorkFilters, order: Order, place: RowPlace | None) -> list[tuple[int, Any]]:
    """Return what is asked for, part by part: whatever somebody has to look at, if no state is named.

    Removals that are late are looked at in every state.
    """
    one = filters.state in STATES
    states = (filters.state,) if one else () if filters.state == LATE else OPEN
    if filters.sort in SORTS:
        others = () if one else [each for each in NOT_DONE if each not in states]
        open_ = [(_rank(filters, each), WorkItem.state == each) for each in states]
        return [*open_, *await _overdue_among(filters, others)]
    rest: list[tuple[int, Any]] = [
        (1, (WorkItem.state == each) & WorkItem.alarmed_at.is_null()) for each in states
    ]
    if place and place.rank:
        return rest
    overdue = await late(states if one else NOT_DONE, *([order.behind(place.values)] if place else []))
    return [(0, _late_of(overdue)), *rest] if overdue else rest


async def _overdue_among(filters: WorkFilters, states: Sequence[str]) -> list[tuple[int, Any]]:
    """What is overdue in these states, each with the rank of its state."""
    overdue = await late(states) if states else []
    if not overdue:
        return []
    found: list[tuple[int, Any]] = []
    for state in states:
        # Behind a function, so that no index of states leads to everything that is in one.
        of_state = WhereRaw("work_item.state || '' = {}", state)
        found.append((_rank(filters, state), _late_of(overdue) & of_state))
    return found


def _late_of(overdue: Sequence[UUID]) -> Any:
    return WorkItem.alarmed_at.is_not_null() & WorkItem.id.is_in(list(overdue))


def _rank(filters: WorkFilters, state: str) -> int:
    return list(STATES).index(state) if filters.sort == "state" and state in STATES else 0
