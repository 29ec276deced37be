"""Who of a practice has what since when, as a file for staff."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.requests.queries.views import request_for_staff
from web.matrix_files import file_of
from web.security.fresh import fresh_code
from web.security.guards import staff_with_cases
from web.visit import Visit


@get("/support/requests/{number:str}/access/{kind:str}", guards=[staff_with_cases(), fresh_code])
async def download(
    visit: NamedDependency[Visit], number: FromPath[str], kind: FromPath[str], show: FromQuery[str] = ""
) -> Response[bytes]:
    """Send the people and applications of a request as they are shown."""
    view = await request_for_staff(visit.portal, number, visit.who.account_id)
    return await file_of(visit, view, "support", kind, show)


handlers = [download]
