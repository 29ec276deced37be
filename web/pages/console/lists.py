"""What the address of a list of the console says: its filters, and the page of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.console.queries.queues import STATES, Filters, Queue
from core.console.queries.waits import LATER, READY
from core.console.queries.work_filters import WorkFilters
from core.errors import NotFound

AGES = (3, 7, 14, 30)


def work_filters(said: Mapping[str, Any]) -> WorkFilters:
    """Read what somebody looks for in the queue of work."""
    search, holder = str(said.get("q", ""))[:200], str(said.get("holder", ""))[:40]
    application, state = str(said.get("application", ""))[:60], str(said.get("state", ""))[:20]
    return WorkFilters(search, holder, application, state, _waits(said))


def work_kept(filters: WorkFilters) -> dict[str, str]:
    """Return what the address of another page has to say, so that it shows the same."""
    chosen = {"q": filters.search, "holder": filters.holder}
    chosen |= {"application": filters.application, "state": filters.state, "waits": filters.waits}
    return {key: value for key, value in chosen.items() if value}


def queue_filters(said: Mapping[str, Any]) -> Filters:
    """Read what somebody looks for in a queue; words it cannot mean are as good as none."""
    days = str(said.get("days", ""))
    return Filters(
        search=str(said.get("q", ""))[:200],
        holder=str(said.get("holder", ""))[:40],
        days=int(days) if days in map(str, AGES) else 0,
        state=str(said.get("state", "")),
        waits=_waits(said),
    )


def _waits(said: Mapping[str, Any]) -> str:
    return LATER if said.get("waits") == LATER else READY


def queue_named(queue: str) -> Queue:
    """Find the queue with this name; NotFound for anything else."""
    found: Queue | None = next((each for each in STATES if each == queue), None)
    if found is None:
        raise NotFound
    return found
