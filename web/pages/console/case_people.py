"""The people of a request as staff see them: kept up to date by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.access.queries import place_of
from core.console.presence import Other, others, stays
from core.requests.queries.views import RequestView, request_for_staff
from core.requests.watched_keys import keys_of_case
from web.contexts import PageContext
from web.forms import AnyRequest
from web.matrix import Matrix, collapsed
from web.matrix_of_request import matrix_of
from web.pages.console.walking import came, came_from
from web.rendering import render
from web.security.guards import staff_with_cases
from web.security.sessions import Who
from web.streams import stream
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class CasePeople(PageContext):
    """Everybody in a request with every application."""

    template: ClassVar[str] = "support/case_people.html"
    people: Matrix
    others: Sequence[Other]


def people_of_case(visit: Visit, view: RequestView, show: str) -> Matrix:
    """Draw everybody in a request; who may decide about it finds there where to ask for other answers."""
    asks, from_list = visit.who.roles.has("analyst", "credentialing"), came(came_from(visit))
    return collapsed(matrix_of(visit.portal, view, "support", show, from_list, asks=asks))


@get("/support/requests/{number:str}/now", guards=[staff_with_cases()])
async def now(
    visit: NamedDependency[Visit], number: FromPath[str], show: FromQuery[str] = ""
) -> Response[Any]:
    """Draw the part of a case that changes by itself; that somebody opened the case was noted then."""
    view = await request_for_staff(visit.portal, number, visit.who.account_id)
    page = CasePeople(people_of_case(visit, view, show), await others(view.line.id, visit.who.account_id))
    return render(visit.request, page, fragment="now")


@get("/live/support/requests/{number:str}", guards=[staff_with_cases()], media_type="text/event-stream")
async def case_changes(
    request: AnyRequest, who: NamedDependency[Who], number: FromPath[str], since: FromQuery[int] = 0
) -> Response[Any]:
    """Stream changes to a request; who may no longer see it is found out when the stream begins anew."""

    await stays((await place_of(number)).id, by=who.actor(request))

    async def may() -> bool:
        return True

    return stream(request, who, await keys_of_case(number), since, may)


handlers = [now, case_changes]
