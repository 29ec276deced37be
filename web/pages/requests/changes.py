"""Being told that a page has changed, without being told what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import ServerSentEvent

from core.requests.watched_keys import keys_of_request, still_watches
from web.forms import AnyRequest
from web.live import Live, May
from web.security.guards import signed_in
from web.security.sessions import Who


@get("/live/requests/{number:str}", guards=[signed_in], media_type="text/event-stream")
async def request_changes(
    request: AnyRequest,
    who: NamedDependency[Who],
    number: FromPath[str],
    since: FromQuery[int] = 0,
) -> Response[Any]:
    """Stream changes to one of one's own requests."""
    keys = await keys_of_request(number, who.account_id)
    return stream(request, who, keys, since, lambda: still_watches(number, who.account_id))


def stream(request: AnyRequest, who: Who, keys: Collection[str], since: int, may: May) -> Response[Any]:
    """Open the stream for these things; 204 when there are too many already: then a browser asks no more."""
    live: Live = request.app.state.live
    if not live.has_room(who.session_id):
        return Response(None, status_code=204, media_type=MediaType.TEXT)
    told = request.headers.get("Last-Event-ID", "")
    number = int(told) if told.isascii() and told.isdigit() and len(told) < 18 else since
    changes = live.changes(who.session, frozenset(keys), number, may)
    return ServerSentEvent(changes, headers={"Cache-Control": "no-store"})


handlers = [request_changes]
