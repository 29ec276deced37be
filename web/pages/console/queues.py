"""The queues of requests; filters live in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console.notes import case_colleagues
from core.console.queries.queues import STATES, Filters, Line, Queue, listed, looked_at
from core.identity.staff import StaffMember
from web.contexts import PageContext
from web.pages.console.lists import AGES, SortLink, queue_filters, queue_named, sort_links
from web.pages.console.walking import came
from web.pages.console.words import QUEUES, STATE_WORDS
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit

SORTED_BY = {"State": ("state", ""), "Sent": ("", "newest")}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage(PageContext):
    """One page of a queue; `here` is its own address, `came` what its links add."""

    template: ClassVar[str] = "support/queue.html"
    queue: Queue
    title: str
    lines: Sequence[Line]
    filters: Filters
    filtered: bool
    heads: Mapping[str, SortLink]
    next_page: str | None
    first_page: str | None
    here: str
    came: str
    colleagues: Sequence[StaffMember]
    ages: Sequence[int]
    states: Sequence[tuple[str, str]]
    colours: Mapping[str, str]


@get("/support/queues/{queue:str}", guards=[staff_with_cases()])
async def show_queue(
    visit: NamedDependency[Visit],
    queue: FromPath[str],
    after: FromQuery[str] = "",
) -> Response[Any]:
    """Show one page of a queue, the oldest first unless told otherwise."""
    name = queue_named(queue)
    filters = queue_filters(visit.request.query_params)
    found = await listed(visit.portal, name, filters, after, by=visit.actor)
    await looked_at(queue, len(found.lines), by=visit.actor)
    kept = _kept(filters)
    here = _address(queue, kept | ({"after": after} if after else {}))
    page = QueuePage(
        queue=name,
        title=visit.portal.site.terms.said(QUEUES[name]),
        lines=found.lines,
        filters=filters,
        filtered=bool(kept.keys() - {"sort"}),
        heads=sort_links(_address(queue, {}), kept, SORTED_BY),
        next_page=_address(queue, kept | {"after": found.after}) if found.after else None,
        first_page=_address(queue, kept) if after else None,
        here=here,
        came=came(here),
        colleagues=await case_colleagues(),
        ages=AGES,
        states=[(each, STATE_WORDS[each]) for each in STATES[name]],
        colours=COLORS,
    )
    return render(visit.request, page)


def _kept(filters: Filters) -> dict[str, Any]:
    """What the address of another page has to say, so that it shows the same."""
    chosen = {"q": filters.search, "holder": filters.holder, "days": filters.days, "state": filters.state}
    chosen |= {"waits": filters.waits, "sort": filters.sort}
    return {key: value for key, value in chosen.items() if value}


def _address(queue: str, kept: dict[str, Any]) -> str:
    query = urlencode({key: value for key, value in kept.items() if value})
    return f"/support/queues/{queue}" + (f"?{query}" if query else "")


handlers = [show_queue]
