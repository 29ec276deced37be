"""What the address of a list of the console says: its filters, and the page of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from core.console.queries.queues import STATES, Filters, Queue
from core.console.queries.waits import LATER, READY
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import SORTS
from core.errors import NotFound

AGES = (3, 7, 14, 30)


class SortLink(NamedTuple):
    """Where the head of a column leads, and how the list is sorted by it, empty when it is not."""

    href: str
    said: str


def work_filters(said: Mapping[str, Any]) -> WorkFilters:
    """Read what somebody looks for in the queue of work."""
    search, holder = str(said.get("q", ""))[:200], str(said.get("holder", ""))[:40]
    application, state = str(said.get("application", ""))[:60], str(said.get("state", ""))[:20]
    return WorkFilters(search, holder, application, state, _waits(said), _sort(said, SORTS))


def work_kept(filters: WorkFilters) -> dict[str, str]:
    """Return what the address of another page has to say, so that it shows the same."""
    chosen = {"q": filters.search, "holder": filters.holder}
    chosen |= {
        "application": filters.application,
        "state": filters.state,
        "waits": filters.waits,
        "sort": filters.sort,
    }
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
        sort=_sort(said, ("newest", "state")),
    )


def sort_links(
    path: str, kept: Mapping[str, Any], columns: Mapping[str, Sequence[str]]
) -> dict[str, SortLink]:
    """Link the head of each column to the next of its orders, from the first again behind the last."""
    now, others = kept.get("sort", ""), {key: value for key, value in kept.items() if key != "sort"}
    links = {}
    for name, orders in columns.items():
        following = orders[(orders.index(now) + 1) % len(orders)] if now in orders else orders[0]
        query = urlencode(others | ({"sort": following} if following else {}))
        sorts = now in orders and (now or not orders[0])
        said = ("descending" if now == "newest" else "ascending") if sorts else ""
        links[name] = SortLink(f"{path}?{query}" if query else path, said)
    return links


def _sort(said: Mapping[str, Any], orders: Sequence[str]) -> str:
    return str(said["sort"]) if said.get("sort") in orders else ""


def _waits(said: Mapping[str, Any]) -> str:
    return LATER if said.get("waits") == LATER else READY


def queue_named(queue: str) -> Queue:
    """Find the queue with this name; NotFound for anything else."""
    found: Queue | None = next((each for each in STATES if each == queue), None)
    if found is None:
        raise NotFound
    return found
