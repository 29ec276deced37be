"""The queue of practices that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from core.messages.queries import unanswered
from core.support.queues import PAGE, looked_at
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit


@get("/support/messages", guards=[staff()])
async def show_messages(visit: NamedDependency[Visit], after: FromQuery[str] = "") -> Response[Any]:
    """Requests whose practice waits for an answer, the longest waiting first."""
    rows = await unanswered(_place(after), PAGE + 1)
    shown = rows[:PAGE]
    await looked_at("messages", len(shown), by=visit.actor)
    last = shown[-1] if len(rows) > PAGE else None
    next_page = urlencode({"after": f"{last.waiting_since.isoformat()}~{last.request}"}) if last else ""
    return render(
        visit.request, "support/messages.html", rows=shown, next_page=next_page, first_page=bool(after)
    )


def _place(after: str) -> tuple[datetime, UUID] | None:
    """The place in the queue that an address names; the beginning when it names none."""
    since, _, request = after.partition("~")
    try:
        return datetime.fromisoformat(since), UUID(request)
    except ValueError:
        return None


handlers = [show_messages]
