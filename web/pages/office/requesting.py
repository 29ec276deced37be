"""More for a practice: its people are chosen or added, then asked for in the steps of a registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.applications import Closure
from core.enrollment.starting import open_draft, start
from core.errors import NotFound
from core.forms import Form
from core.office.queries.people import Office, own_office
from web.choosing_people import away, draw_people, read_people, take_up
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

REQUEST = "/office/{group:uuid}/request"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage(FormContext):
    """Everybody who may be chosen; `begun` is what was not sent yet, and `away` who has no access now."""

    template: ClassVar[str] = "office/request.html"
    path: str
    name: str
    drawn: Form
    begun: str
    away: Sequence[str]
    closed: Sequence[Closure]


@get(REQUEST, guards=[signed_in])
async def show_request_start(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show who can be chosen, and that somebody new can be added."""
    office = await own_office(visit.portal, group, visit.who.account_id)
    return await _answer(visit, office, await draw_people(visit, office))


@post(REQUEST, guards=[signed_in], status_code=200)
async def start_request(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Put whoever was chosen into the draft, and go on with it."""
    office = await own_office(visit.portal, group, visit.who.account_id)
    form, people, new = read_people(office, await submitted(visit.request))
    if form.wrong:
        return await _answer(visit, office, form, 422)
    draft = await start(group, by=visit.actor)
    return see_other(await take_up(visit, draft, people, new=new))


async def _answer(visit: Visit, office: Office, form: Form, status: int = 200) -> Response[Any]:
    if office.group.state != "active":
        raise NotFound
    begun = await open_draft(visit.who.account_id, office.group.id)
    page = ChoosePage(
        form,
        path=f"/office/{office.group.id}",
        name=office.group.name,
        drawn=form,
        begun=f"/enrollment/{begun.id}" if begun else "",
        away=away(office),
        closed=visit.portal.applications.closures(),
    )
    return render(visit.request, page, status=status)


handlers = [show_request_start, start_request]
