"""The queues of requests: filtered, searched, paged by key, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.access.states import REFUSED, REQUEST_WORDS
from core.access.tables import Request
from core.actor import Actor
from core.agreements.open_ones import signed_counts
from core.console.queries.in_order import Order, RowPlace, places_behind
from core.console.queries.meant import searched_for
from core.console.queries.waits import ALL, READY, Wait, among, waits_of
from core.credentials.queries import counted
from core.portal import Portal
from core.requests.queries.views import ListedRequest, listed_request
from core.requests.situation import Viewer

PAGE = 25
Queue = Literal["agreements", "ended", "credentials", "access", "everything"]
STATES: Mapping[Queue, tuple[str, ...]] = {
    "agreements": ("waiting-for-signatures",),
    "ended": tuple(state for state in REQUEST_WORDS if state not in REFUSED),
    "credentials": ("checking-credentials", "waiting-for-correction"),
    "access": ("to-be-decided", "in-progress"),
    "everything": tuple(REQUEST_WORDS),
}

# What is still to be done, and can be late.
OPEN = tuple(state for state in REQUEST_WORDS if state not in REFUSED and state != "done")
# Orders in which what is overdue stands among the rest.
SORTS = ("oldest", "newest", "state", "practice", "holder")


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for. `holder` is empty, `mine`, `nobody` or the key of an account.

    `waits` is empty for what is ready, or `later` for what staff left alone until a date. `sort` is empty for
    what is overdue or due first, or one of `SORTS`.
    """

    search: str = ""
    holder: str = ""
    days: int = 0
    state: str = ""
    waits: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Line(ListedRequest):
    """A request in a queue. `progress` says how far it is in words of the queue, `holder` is who has it.

    `late` says that it is still open and was due on a day that is over.
    """

    days: int
    holder: str
    held_by: UUID | None
    progress: str
    wait: Wait | None
    group_key: UUID
    due_on: date
    late: bool
    practice_key: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a queue in the order that was chosen; `after` leads to the next page, None at the end."""

    lines: tuple[Line, ...]
    after: str | None


async def listed(
    portal: Portal, queue: Queue, filters: Filters, after: str = "", *, by: Actor, limit: int = PAGE
) -> Listed:
    """List a page from behind the place `after`; at most six statements, however many rows there are."""
    parts, order = await queue_parts(portal, queue, filters, by=by), order_of_queue(filters)
    places = await places_behind(Request, parts, order, order.place(after), limit + 1)
    rows = await _rows([str(each.values[-1]) for each in places[:limit]])
    progress = await _progress(portal, queue, rows)
    waits = await _waiting(rows, _waits(queue, filters))
    lines = tuple(_line(portal, row, progress.get(row["id"], ""), waits.get(row["id"])) for row in rows)
    return Listed(lines, str(places[limit - 1]) if len(places) > limit else None)


async def queue_parts(
    portal: Portal, queue: Queue, filters: Filters, *, by: Actor
) -> list[tuple[int, list[Any]]]:
    """Return what a queue consists of: the rank and the conditions of each part."""
    conditions = await looked_for(filters, Request, by=by)
    if queue == "ended":
        conditions.append(Request.agreement_ended.is_not_null())
    conditions += among("access_request", _waits(queue, filters))
    return [(rank, [*only, *conditions]) for rank, only in _parts(portal, queue, filters)]


def order_of_queue(filters: Filters) -> Order:
    """Return the order in which each part of a queue is listed: numbers are given in the order of sending."""
    first = {"practice": Request.practice_key, "holder": Request.assignee_name}.get(filters.sort)
    if filters.sort in ("newest", "oldest"):
        return Order((Request.number,), newest_first=filters.sort == "newest")
    return Order((first or Request.due_on, Request.number))


def place_in_queue(queue: Queue, filters: Filters, line: Line) -> RowPlace:
    """Say where a request stands in a queue."""
    rank = 0
    if filters.sort == "state":
        rank = list(REQUEST_WORDS).index(line.state)
    elif _late_first(queue, filters):
        rank = 0 if line.late else 1
    if filters.sort in ("newest", "oldest"):
        return RowPlace(rank, (line.number,))
    by = {"practice": line.practice_key, "holder": line.holder}.get(filters.sort, line.due_on)
    return RowPlace(rank, (by, line.number))


async def selected(portal: Portal, numbers: Sequence[str]) -> tuple[Line, ...]:
    """List these requests, for the preview of what is about to be done to them; one statement."""
    return tuple(_line(portal, row, "", None) for row in await _rows(sorted(set(numbers))[:200]))


_COLUMNS = (
    Request.id,
    Request.number,
    Request.group,
    Request.group.name.as_alias("group_name"),
    Request.state,
    Request.details,
    Request.submitted_at,
    Request.assignee,
    Request.assignee_name,
    Request.due_on,
    Request.practice_key,
)


async def _rows(numbers: list[str]) -> list[dict[str, Any]]:
    if not numbers:
        return []
    query = Request.select(*_COLUMNS).where(Request.number.is_in(numbers))
    by_number = {row["number"]: row for row in await query.output(load_json=True)}
    return [by_number[number] for number in numbers if number in by_number]


def _waits(queue: Queue, filters: Filters) -> str:
    """Whether what waits is left out: not where everything is listed, nor where something is searched for."""
    return ALL if not filters.waits and (queue == "everything" or filters.search.strip()) else filters.waits


async def _waiting(rows: Sequence[Mapping[str, Any]], shown: str) -> Mapping[UUID, Wait]:
    return {} if shown == READY else await waits_of({row["id"]: row["state"] for row in rows})


def _late_first(queue: Queue, filters: Filters) -> bool:
    """Whether what is overdue has a part of its own: among what is open alone, what is due first is that.

    The few that somebody searches for stand by their days.
    """
    everything = queue == "everything" and filters.state not in STATES[queue]
    return everything and not filters.sort and not filters.search.strip()


def _parts(portal: Portal, queue: Queue, filters: Filters) -> list[tuple[int, list[Any]]]:
    """What a queue consists of: state by state, so that each comes out of its index in order."""
    if _late_first(queue, filters):
        day = today(portal)
        late: list[tuple[int, list[Any]]] = [
            (0, [Request.state == each, Request.due_on < day]) for each in OPEN
        ]
        return [*late, (1, [Request.state.not_in(list(OPEN)) | (Request.due_on >= day)])]
    one = filters.state in STATES[queue]
    if queue == "everything" and not one and filters.sort != "state":
        return [(0, [])]
    states = (filters.state,) if one else STATES[queue]
    ranks = [list(REQUEST_WORDS).index(each) if filters.sort == "state" else 0 for each in states]
    return [(rank, [Request.state == each]) for rank, each in zip(ranks, states, strict=True)]


def today(portal: Portal) -> date:
    """Return the day it is where the site is."""
    return clock.now().astimezone(portal.site.zone).date()


async def looked_for(filters: Filters, request: Any, *, by: Actor) -> list[Any]:
    """Return the conditions for a request; `request` is the table, or what leads to it from another."""
    found: list[Any] = []
    if filters.holder == "mine":
        found.append(request.assignee == by.account)
    elif filters.holder == "nobody":
        found.append(request.assignee.is_null())
    elif filters.holder:
        found.append(request.assignee == key_or_none(filters.holder))
    if filters.days > 0:
        found.append(request.submitted_at <= clock.now() - timedelta(days=filters.days))
    if filters.search.strip():
        found.append(await _matching(filters.search.strip(), request))
    return found


async def _matching(text: str, request: Any) -> Any:
    """The requests that were meant, and those of practices and people that were."""
    what = await searched_for(text)
    groups = sorted(what.groups | what.practices) or [UUID(int=0)]
    numbers = await _numbers(sorted(what.requests)) if what.requests else []
    return request.group.is_in(groups) | request.number.is_in(numbers or [""])


async def _numbers(requests: Sequence[UUID]) -> list[str]:
    rows = await Request.select(Request.number).where(Request.id.is_in(list(requests)))
    return [row["number"] for row in rows]


def moment_and_key(text: str) -> tuple[datetime, UUID] | None:
    """Read the place in a queue that an address names as `moment~key`; None, the beginning, without one."""
    moment, _, key = text.partition("~")
    try:
        return datetime.fromisoformat(moment).astimezone(UTC), UUID(key)
    except (ValueError, OverflowError):
        return None


def key_or_none(text: str) -> UUID:
    """Read the key a text stands for, or return one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


async def _progress(portal: Portal, queue: Queue, rows: Sequence[Mapping[str, Any]]) -> dict[UUID, str]:
    if queue == "agreements" and rows:
        signed = await signed_counts([row["id"] for row in rows])
        return {key: f"{done} of {all_} signed" for key, (done, all_) in signed.items()}
    if queue == "credentials" and rows:
        found = await counted(portal.site, [row["group"] for row in rows])
        by_group = {group: f"{done} of {all_} checked" for group, (done, all_) in found.items()}
        return {row["id"]: by_group.get(row["group"], "Nobody to check") for row in rows}
    return {}


def _line(portal: Portal, row: Mapping[str, Any], progress: str, wait: Wait | None) -> Line:
    listed = listed_request(portal, row, Viewer(staff=True, holder=row["assignee_name"]))
    return Line(
        **{each.name: getattr(listed, each.name) for each in fields(listed)},
        days=(clock.now() - listed.submitted_at).days,
        holder=row["assignee_name"],
        held_by=row["assignee"],
        progress=progress,
        wait=wait,
        group_key=row["group"],
        due_on=row["due_on"],
        late=row["state"] in OPEN and row["due_on"] < today(portal),
        practice_key=row["practice_key"],
    )
