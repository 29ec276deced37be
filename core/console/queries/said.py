"""What the address of a list says is looked for there, and what of it is no longer there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from core.console.queries.queues import SORTS as REQUEST_SORTS
from core.console.queries.queues import STATES as QUEUES
from core.console.queries.queues import Filters, Queue
from core.console.queries.waits import LATER, READY
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import LATE
from core.console.queries.work_order import SORTS as WORK_SORTS
from core.console.queries.work_order import STATES as WORK_STATES

AGES = (3, 7, 14, 30)
WORK, MESSAGES = "work", "messages"
_LONGEST: Mapping[str, int] = {"q": 200, "holder": 40, "application": 60, "state": 30, "days": 2, "waits": 5}


def work_filters(said: Mapping[str, Any]) -> WorkFilters:
    """Read what somebody looks for in the queue of work."""
    found = _read(said)
    sort, waits = _one_of(WORK_SORTS, said.get("sort")), _waits(said)
    return WorkFilters(found["q"], found["holder"], found["application"], found["state"], waits, sort)


def queue_filters(said: Mapping[str, Any]) -> Filters:
    """Read what somebody looks for in a queue; words it cannot mean are as good as none."""
    found, sort = _read(said), _one_of(REQUEST_SORTS, said.get("sort"))
    days = int(found["days"]) if found["days"] in map(str, AGES) else 0
    return Filters(found["q"], found["holder"], days, found["state"], _waits(said), sort)


def message_filters(said: Mapping[str, Any]) -> Filters:
    """Read what somebody looks for among the practices that wait for an answer."""
    return Filters(str(said.get("q", ""))[:200], str(said.get("holder", ""))[:40])


def understood(of: str, said: Mapping[str, Any]) -> dict[str, str]:
    """Return what of an address a list understands: what another page says to show the same."""
    read = {WORK: work_filters, MESSAGES: message_filters}.get(of, queue_filters)
    filters: object = read(said)
    names = {"q": "search"}
    values = {
        name: getattr(filters, names.get(name, name), "") for name in (*_LONGEST, "sort") if name in said
    }
    return {name: str(value) for name, value in values.items() if value}


def lost(
    of: str, said: Mapping[str, str], applications: Collection[str], staff: Sequence[UUID]
) -> dict[str, str]:
    """Say of each filter that was kept and is no longer there what became of it."""
    found = {}
    if (slug := said.get("application", "")) and slug not in applications:
        found["application"] = f"The application “{slug}” is no longer offered."
    holder = said.get("holder", "")
    if holder not in ("", "mine", "nobody") and holder not in map(str, staff):
        found["holder"] = "The colleague it was for is no longer on the staff."
    if (state := said.get("state", "")) and state not in _states(of):
        found["state"] = f"The state “{state}” no longer exists."
    sorts = WORK_SORTS if of == WORK else REQUEST_SORTS
    if (sort := said.get("sort", "")) and sort not in sorts:
        found["sort"] = f"The order “{sort}” no longer exists."
    return found


def _states(of: str) -> Collection[str]:
    if of == WORK:
        return {*WORK_STATES, LATE}
    return next((states for queue, states in QUEUES.items() if queue == of), ())


def _read(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(said.get(name, ""))[:longest] for name, longest in _LONGEST.items()}


def _one_of(known: Collection[str], text: Any) -> str:
    return str(text) if text in known else ""


def _waits(said: Mapping[str, Any]) -> str:
    return LATER if said.get("waits") == LATER else READY


def queue_called(name: str) -> Queue | None:
    """Find the queue with this name."""
    return next((each for each in QUEUES if each == name), None)
