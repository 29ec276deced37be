"""The list that something was opened from: where it stands in it, what comes next, and the way back.

The address of the list travels in links and forms as `from`. Only pages of the console count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from core.console.queries.in_order import Order, RowPlace
from core.console.queries.looks import looked_at
from core.console.queries.queues import (
    STATES,
    Filters,
    Queue,
    listed,
    order_of_queue,
    place_in_queue,
    selected,
)
from core.console.queries.said import queue_filters, work_filters
from core.console.queries.work import WorkLine, work_list
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import order_of, work_place
from web.pages.console.choosing import back_to
from web.pages.console.lists import QUEUES, queue_named
from web.security.addresses import split
from web.visit import Visit

WORK_LIST = "/support/work"


class Step(NamedTuple):
    """What is one step away: its words, and its address with the list in it."""

    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Walk:
    """The list, what links add to keep it, where this stands in it, and what comes before and after."""

    back: str
    came: str
    place: str
    previous: Step | None
    following: Step | None


class _Entry(NamedTuple):
    """One row of a list: what the list is sorted by, its words and its page."""

    key: RowPlace
    words: str
    path: str


class _Page(NamedTuple):
    """One page of a list; `after` leads to the next, and `begun` says that others come before it."""

    entries: Sequence[_Entry]
    after: str
    begun: bool


_Sides = tuple[Sequence[_Entry], Sequence[_Entry]]
_NO_PAGE = _Page((), "", begun=False)
NOWHERE = Walk("", "", "", None, None)


def came_from(visit: Visit) -> str:
    """Return the list that the address of a request names; empty without one."""
    return back_to(str(visit.request.query_params.get("from", "")), "")


def came(back: str) -> str:
    """Return what a link adds, so that the page behind it knows the list."""
    return f"?{urlencode({'from': back})}" if back else ""


def and_say(address: str, **said: str) -> str:
    """Add words to the address of a list."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(said)}"


async def among_work(visit: Visit, line: WorkLine) -> Walk:
    """Find work in the list it was opened from."""
    back = came_from(visit)
    if split(back).path != WORK_LIST:
        return _walk("Item", back, _NO_PAGE)
    filters = work_filters(_said(back))
    page = await _work(visit, back, filters)
    return _walk("Item", back, page, _ordered(order_of(filters), page, _work_place(filters, line)))


async def among_cases(visit: Visit, number: str, back: str) -> Walk:
    """Find a request in a queue."""
    name = split(back).path.removeprefix(QUEUES)
    if name not in STATES:
        return _walk("Request", back, _NO_PAGE)
    queue = queue_named(name)
    filters = queue_filters(_said(back))
    page = await _cases(visit, queue, back, filters)
    here = next((each.key for each in page.entries if each.key.values[-1] == number), None)
    # What is no longer there stood where it says.
    gone = () if here else await selected(visit.portal, [number])
    here = next((place_in_queue(queue, filters, each) for each in gone), here)
    if here is None:
        return _walk("Request", back, page)
    return _walk("Request", back, page, _ordered(order_of_queue(filters), page, here))


def next_work(lines: Sequence[WorkLine], done: WorkLine, back: str, filters: WorkFilters) -> Step | None:
    """Say what comes after work that was just handled, from the beginning again behind the last."""
    others = [_work_entry(each, filters) for each in lines if each.id != done.id]
    here = _work_place(filters, done)
    _, behind = _ordered(order_of(filters), _Page(others, "", begun=False), here)
    found = next(iter([*behind, *others]), None)
    return _step(found, back) if found else None


async def _work(visit: Visit, back: str, filters: WorkFilters) -> _Page:
    after = _said(back).get("after", "")
    found = await work_list(visit.portal, visit.who.roles, filters, after, by=visit.actor)
    await looked_at("work", len(found.lines), by=visit.actor)
    return _Page([_work_entry(each, filters) for each in found.lines], found.after, bool(after))


def _said(back: str) -> dict[str, str]:
    return dict(parse_qsl(split(back).query))


async def _cases(visit: Visit, queue: Queue, back: str, filters: Filters) -> _Page:
    after = _said(back).get("after", "")
    found = await listed(visit.portal, queue, filters, after, by=visit.actor)
    await looked_at(queue, len(found.lines), by=visit.actor)
    entries = [
        _Entry(
            place_in_queue(queue, filters, each),
            f"{each.number}, {each.group}",
            f"/support/requests/{each.number}",
        )
        for each in found.lines
    ]
    return _Page(entries, found.after or "", bool(after))


def _work_place(filters: WorkFilters, line: WorkLine) -> RowPlace:
    return work_place(filters, line)


def _work_entry(line: WorkLine, filters: WorkFilters) -> _Entry:
    words = f"{line.application} for {line.person}"
    return _Entry(_work_place(filters, line), words, f"/support/work/{line.id}")


def _ordered(order: Order, page: _Page, here: RowPlace) -> _Sides:
    """What of a page comes before a place, and what behind it."""
    keys = [each.key for each in page.entries if each.key != here]
    at = order.sorted([*keys, here]).index(here)
    others = [each for each in page.entries if each.key != here]
    return others[:at], others[at:]


def _walk(name: str, back: str, page: _Page, sides: _Sides = ((), ())) -> Walk:
    if not back:
        return NOWHERE
    before, behind = sides
    listed_there = len(before) + len(behind) < len(page.entries)
    part = " on this page" if page.after or page.begun else ""
    place = f"{name} {len(before) + 1} of {len(page.entries)}{part}" if listed_there else ""
    following = _step(behind[0], back) if behind else _next_page(back, page)
    return Walk(back, came(back), place, _step(before[-1], back) if before else None, following)


def _step(entry: _Entry, back: str) -> Step:
    return Step(entry.words, f"{entry.path}{came(back)}")


def _next_page(back: str, page: _Page) -> Step | None:
    if not page.after:
        return None
    parts = split(back)
    said = _said(back) | {"after": page.after}
    return Step("the next page of the list", f"{parts.path}?{urlencode(said)}")
