"""The queue of practices that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.console.notes import case_colleagues
from core.console.queries.queues import Filters, looked_at
from core.console.queries.waiting import waiting
from core.identity.staff import StaffMember
from core.messages.queries import Unanswered
from web.contexts import PageContext
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
    next_page: str
    first_page: str


@get(MESSAGES, guards=[staff_with_cases()])
async def show_messages(visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
    """Show requests whose practice waits for an answer, the longest waiting first."""
    said = visit.request.query_params
    filters = Filters(search=str(said.get("q", ""))[:200], holder=str(said.get("holder", ""))[:40])
    rows, following = await waiting(filters, after, by=visit.actor)
    await looked_at("messages", len(rows), by=visit.actor)
    kept = {name: value for name, value in (("q", filters.search), ("holder", filters.holder)) if value}
    page = MessagesPage(
        rows=rows,
        filters=filters,
        filtered=bool(kept),
        colleagues=await case_colleagues(),
        next_page=f"{MESSAGES}?{urlencode(kept | {'after': following})}" if following else "",
        first_page=f"{MESSAGES}?{urlencode(kept)}" if after else "",
    )
    return render(visit.request, page)


handlers = [show_messages]
