"""Who of a practice has what since when, as a file for the practice."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.requests.queries.views import request_of
from web.matrix_files import file_of
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit


@get("/requests/{number:str}/access/{kind:str}", guards=[signed_in, fresh_code])
async def download(
    visit: NamedDependency[Visit], number: FromPath[str], kind: FromPath[str], show: FromQuery[str] = ""
) -> Response[bytes]:
    """Send the people and applications of one's own request as they are shown."""
    view = await request_of(visit.portal, number, visit.who.account_id)
    return await file_of(visit, view, "practice", kind, show)


handlers = [download]
