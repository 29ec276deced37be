"""The queues of requests; filters live in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console.notes import case_colleagues
from core.console.queries.looks import looked_at
from core.console.queries.queues import STATES, Filters, Line, Queue, listed
from core.console.queries.said import AGES, queue_filters, understood
from core.identity.staff import StaffMember
from web.contexts import PageContext
from web.pages.console.lists import Around, SortLink, address_of, around, queue_named, sort_links
from web.pages.console.walking import came
from web.pages.console.words import QUEUES, STATE_WORDS
from web.parts import COLORS
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit

SORTED_BY = {
    "{Practice}": ("practice", ""),
    "State": ("state", ""),
    "Due": ("",),
    "Sent": ("oldest", "newest"),
    "Assigned to": ("holder", ""),
}


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
    around: Around
    ages: Sequence[int]
    states: Sequence[tuple[str, str]]
    colours: Mapping[str, str]


@get("/support/queues/{queue:str}", guards=[staff_with_cases()])
async def show_queue(
    visit: NamedDependency[Visit],
    queue: FromPath[str],
    after: FromQuery[str] = "",
) -> Response[Any]:
    """Show one page of a queue, what is due first unless told otherwise."""
    name = queue_named(queue)
    filters = queue_filters(visit.request.query_params)
    found = await listed(visit.portal, name, filters, after, by=visit.actor)
    await looked_at(queue, len(found.lines), by=visit.actor)
    kept = understood(queue, visit.request.query_params)
    staff = await case_colleagues()
    here = address_of(queue, kept | ({"after": after} if after else {}))
    page = QueuePage(
        queue=name,
        title=visit.portal.site.terms.said(QUEUES[name]),
        lines=found.lines,
        filters=filters,
        filtered=bool(kept.keys() - {"sort"}),
        heads=sort_links(visit.portal.site.terms, address_of(queue), kept, SORTED_BY),
        next_page=address_of(queue, kept | {"after": found.after}) if found.after else None,
        first_page=address_of(queue, kept) if after else None,
        here=here,
        came=came(here),
        colleagues=staff,
        around=await around(visit, queue, kept, staff),
        ages=AGES,
        states=[(each, STATE_WORDS[each]) for each in STATES[name]],
        colours=COLORS,
    )
    return render(visit.request, page)


handlers = [show_queue]
