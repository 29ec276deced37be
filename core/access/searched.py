"""How a request is found: by its number, with its letters or without."""

from __future__ import annotations

from uuid import UUID

from core.access.tables import Request
from core.search import REQUEST, Findable, put
from core.search.words import number_words


async def index_request(request: UUID, number: str) -> None:
    """Have a request found; part of the change that files it. Its number never changes."""
    await put([_entry(request, number)])


async def requests_to_find(after: UUID, limit: int) -> list[Findable]:
    """List a page of the requests that can be found, in the order of their keys."""
    query = Request.select(Request.id, Request.number).where(Request.id > after)
    return [_entry(row["id"], row["number"]) for row in await query.order_by(Request.id).limit(limit)]


def _entry(request: UUID, number: str) -> Findable:
    return Findable(REQUEST, request, frozenset(number_words(number)))
