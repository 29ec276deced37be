"""The queue of practices that wait for an answer, filtered like the queues of requests."""

from __future__ import annotations

from core.actor import Actor
from core.console.queries.queues import PAGE, Filters, looked_for, moment_and_key
from core.messages.queries import Unanswered, unanswered
from core.messages.tables import Thread


async def waiting(
    filters: Filters, after: str = "", *, by: Actor, limit: int = PAGE
) -> tuple[list[Unanswered], str]:
    """List a page, the longest waiting first, and where the next begins, "" at the end; three statements."""
    only = await looked_for(filters, Thread.request, by=by)
    rows = await unanswered(moment_and_key(after), limit + 1, only=only)
    last = rows[limit - 1] if len(rows) > limit else None
    return rows[:limit], f"{last.waiting_since.isoformat()}~{last.request}" if last else ""
