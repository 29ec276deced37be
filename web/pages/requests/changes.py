"""Being told that a page has changed, without being told what."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.requests.watched_keys import keys_of_request, still_watches
from web.forms import AnyRequest
from web.security.guards import signed_in
from web.security.sessions import Who
from web.streams import stream


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


handlers = [request_changes]
