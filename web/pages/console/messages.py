"""The queue of practices that wait for an answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.console.notes import colleagues
from core.console.queues import Filters, looked_at
from core.console.waiting import waiting
from web.rendering import render_loosely as render
from web.security.guards import staff
from web.visit import Visit

MESSAGES = "/support/messages"


@get(MESSAGES, guards=[staff()])
async def show_messages(visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
    """Requests whose practice waits for an answer, the longest waiting first."""
    said = visit.request.query_params
    filters = Filters(search=str(said.get("q", ""))[:200], holder=str(said.get("holder", ""))[:40])
    rows, following = await waiting(filters, after, by=visit.actor)
    await looked_at("messages", len(rows), by=visit.actor)
    kept = {name: value for name, value in (("q", filters.search), ("holder", filters.holder)) if value}
    context: dict[str, Any] = {
        "rows": rows,
        "filters": filters,
        "filtered": bool(kept),
        "colleagues": await colleagues(),
        "next_page": f"{MESSAGES}?{urlencode(kept | {'after': following})}" if following else "",
        "first_page": f"{MESSAGES}?{urlencode(kept)}" if after else "",
    }
    return render(visit.request, "support/messages.html", **context)


handlers = [show_messages]
