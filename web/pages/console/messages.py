"""The queue of practices that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.console.notes import case_colleagues
from core.console.queries.looks import looked_at
from core.console.queries.queues import Filters
from core.console.queries.said import message_filters, understood
from core.console.queries.waiting import waiting
from core.identity.staff import StaffMember
from core.messages.queries import Unanswered
from web.contexts import PageContext
from web.pages.console.lists import Around, address_of, around
from web.rendering import render
from web.security.guards import staff_with_cases
from web.visit import Visit

MESSAGES = "/support/messages"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesPage(PageContext):
    """One page of the practices that wait for an answer."""

    template: ClassVar[str] = "support/messages.html"
    rows: Sequence[Unanswered]
    filters: Filters
    filtered: bool
    colleagues: Sequence[StaffMember]
    around: Around
    next_page: str
    first_page: str


@get(MESSAGES, guards=[staff_with_cases()])
async def show_messages(visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
    """Show requests whose practice waits for an answer, the longest waiting first."""
    filters = message_filters(visit.request.query_params)
    rows, following = await waiting(filters, after, by=visit.actor)
    await looked_at("messages", len(rows), by=visit.actor)
    kept, staff = understood("messages", visit.request.query_params), await case_colleagues()
    page = MessagesPage(
        rows=rows,
        filters=filters,
        filtered=bool(kept),
        colleagues=staff,
        around=await around(visit, "messages", kept, staff),
        next_page=address_of("messages", kept | {"after": following}) if following else "",
        first_page=address_of("messages", kept) if after else "",
    )
    return render(visit.request, page)


handlers = [show_messages]
