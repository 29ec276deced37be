"""In which order work is listed: what is overdue first, then the oldest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
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
SORTS = ("oldest", "newest", "state", "person", "practice", "holder")
_BY_NAME = {
    "person": WorkItem.person_key,
    "practice": WorkItem.practice_key,
    "holder": WorkItem.assignee_name,
}


class Placed(Protocol):
    """Work as far as its place in a list depends on it; `alarmed` says that it was overdue at some time."""

    @property
    def id(self) -> UUID: ...

    @property
    def made_at(self) -> datetime: ...

    @property
    def state(self) -> str: ...

    @property
    def alarmed(self) -> bool: ...

    @property
    def names(self) -> Mapping[str, str]: ...


def order_of(filters: WorkFilters) -> Order:
    """Return the order of each part of a list."""
    by = _BY_NAME.get(filters.sort, WorkItem.made_at)
    return Order((by, WorkItem.id), newest_first=filters.sort == "newest")


def work_place(filters: WorkFilters, work: Placed) -> RowPlace:
    """Say where work stands in a list; what was overdue until it was done stood first."""
    by: datetime | str = work.names[filters.sort] if filters.sort in _BY_NAME else work.made_at
    if filters.sort not in SORTS:
        return RowPlace(0 if work.alarmed else 1, (by, work.id))
    return RowPlace(_rank(filters, work.state), (by, work.id))


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


def counted_parts(filters: WorkFilters) -> list[Any]:
    """Return what a list holds, part by part, to be counted."""
    one = filters.state in STATES
    states = (filters.state,) if one else () if filters.state == LATE else OPEN
    in_time: list[Any] = [(WorkItem.state == each) & WorkItem.alarmed_at.is_null() for each in states]
    once_late = WorkItem.alarmed_at.is_not_null()
    return [*in_time, *(once_late & _past_the_index(each) for each in (states if one else NOT_DONE))]


async def _overdue_among(filters: WorkFilters, states: Sequence[str]) -> list[tuple[int, Any]]:
    """What is overdue in these states, each with the rank of its state."""
    overdue = await late(states) if states else []
    if not overdue:
        return []
    found: list[tuple[int, Any]] = []
    for state in states:
        found.append((_rank(filters, state), _late_of(overdue) & _past_the_index(state)))
    return found


def _past_the_index(state: str) -> WhereRaw:
    """Ask for a state behind a function, so that no index of states leads to everything that is in one."""
    return WhereRaw("work_item.state || '' = {}", state)


def _late_of(overdue: Sequence[UUID]) -> Any:
    return WorkItem.alarmed_at.is_not_null() & WorkItem.id.is_in(list(overdue))


def _rank(filters: WorkFilters, state: str) -> int:
    return list(STATES).index(state) if filters.sort == "state" and state in STATES else 0
