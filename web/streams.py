"""The answer of a page that is told of changes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from litestar import MediaType, Response
from litestar.response import ServerSentEvent

from web.forms import AnyRequest
from web.live import Live, May
from web.security.sessions import Who


def stream(request: AnyRequest, who: Who, keys: Collection[str], since: int, may: May) -> Response[Any]:
    """Open the stream for these things; 204 when there are too many already: then a browser asks no more."""
    live: Live = request.app.state.live
    if not live.has_room(who.session_id):
        return Response(None, status_code=204, media_type=MediaType.TEXT)
    told = request.headers.get("Last-Event-ID", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 18 else since
    changes = live.changes(who.session, frozenset(keys), number, may)
    return ServerSentEvent(changes, headers={"Cache-Control": "no-store"})
