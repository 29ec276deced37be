"""The queues of requests; filters live in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console.notes import colleagues
from core.console.queues import STATES, Filters, Queue, listed, looked_at
from core.errors import NotFound
from web.pages.console.words import QUEUES, STATE_WORDS
from web.parts import COLORS
from web.rendering import render_loosely as render
from web.security.guards import staff
from web.visit import Visit

AGES = (3, 7, 14, 30)


@get("/support/queues/{queue:str}", guards=[staff()])
async def show_queue(
    visit: NamedDependency[Visit],
    queue: FromPath[str],
    after: FromQuery[str] = "",
) -> Response[Any]:
    """One page of a queue, the oldest first."""
    name = _known(queue)
    filters = _filters(visit)
    found = await listed(visit.desk, name, filters, after[:20], by=visit.actor)
    await looked_at(queue, len(found.lines), by=visit.actor)
    chosen = {
        "q": filters.search,
        "holder": filters.holder,
        "days": filters.days or "",
        "state": filters.state,
    }
    kept = {key: value for key, value in chosen.items() if value}
    context: dict[str, Any] = {
        "queue": name,
        "title": QUEUES[name],
        "lines": found.lines,
        "filters": filters,
        "filtered": bool(kept),
        "next_page": _address(queue, kept | {"after": found.after}) if found.after else None,
        "first_page": _address(queue, kept) if after else None,
        "colleagues": await colleagues(),
        "ages": AGES,
        "states": [(each, STATE_WORDS[each]) for each in STATES[name]],
        "colours": COLORS,
        "here": _address(queue, kept | ({"after": after} if after else {})),
    }
    return render(visit.request, "support/queue.html", **context)


def _filters(visit: Visit) -> Filters:
    """What the address says; words it cannot mean are as good as none."""
    said = visit.request.query_params
    days = str(said.get("days", ""))
    return Filters(
        search=str(said.get("q", ""))[:200],
        holder=str(said.get("holder", ""))[:40],
        days=int(days) if days in map(str, AGES) else 0,
        state=str(said.get("state", "")),
    )


def _known(queue: str) -> Queue:
    found: Queue | None = next((each for each in STATES if each == queue), None)
    if found is None:
        raise NotFound
    return found


def _address(queue: str, kept: dict[str, Any]) -> str:
    query = urlencode({key: value for key, value in kept.items() if value})
    return f"/support/queues/{queue}" + (f"?{query}" if query else "")


handlers = [show_queue]
