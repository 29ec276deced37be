"""Pages that plugins own: routed, guarded and drawn here, for the practice and for support."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.access.plugin_pages import Opening, address, load_page, opened, submit_page
from core.errors import Invalid
from core.forms import Form, draw, read
from core.support import plugin_pages
from core.support.work import work_on
from core.support.working import Hand
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import signed_in, staff
from web.visit import Visit

WORKERS = staff("analyst", "provisioning", "site-administrator")


@get("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def show(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """The page of a plugin, for the administrator of the practice."""
    return await _draw(visit, await opened(visit.desk, grant, path, "administrator", by=visit.actor))


@post("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def send(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """The administrator's answer to it."""
    return await _send(visit, await opened(visit.desk, grant, path, "administrator", by=visit.actor))


@get("/support/access/{grant:uuid}/{path:str}", guards=[WORKERS])
async def show_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """The page of a plugin, for whoever works on the access."""
    return await _draw(visit, await plugin_pages.look(visit.desk, grant, path, _hand(visit)))


@post("/support/access/{grant:uuid}/{path:str}", guards=[WORKERS])
async def send_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """Their answer to it."""
    return await _send(visit, await plugin_pages.act(visit.desk, grant, path, _hand(visit)))


async def _draw(visit: Visit, opening: Opening, form: Form | None = None, status: int = 200) -> Response[Any]:
    page = opening.page
    if form is None and page.fields is not None:
        form = draw(page.fields)
    context: dict[str, Any] = {**await load_page(opening), "opened": opening, "form": form}
    context |= {"action": _address(opening), "heading": page.title}
    context["application"] = opening.line.grant.application_name
    context["back"] = await _back(opening)
    return render(visit.request, page.template, status=status, fragment="page", **context)


async def _send(visit: Visit, opening: Opening) -> Response[Any]:
    if opening.page.fields is None:
        return await _draw(visit, opening)
    reading = read(opening.page.fields, await submitted(visit.request))
    if reading.answers is None:
        return await _draw(visit, opening, reading.form, 422)
    try:
        await submit_page(opening, reading.answers)
    except Invalid as wrong:
        return await _draw(visit, opening, reading.refused(wrong.errors), 422)
    return see_other(_address(opening))


async def _back(opening: Opening) -> str:
    """The request, or for whoever works on the access the work that waits for it."""
    number = opening.line.request.number
    if opening.audience == "administrator":
        return f"/requests/{number}"
    item = await work_on(opening.line.id)
    return f"/support/work/{item}" if item else f"/support/requests/{number}"


def _hand(visit: Visit) -> Hand:
    return Hand(visit.actor, visit.who.roles)


def _address(opening: Opening) -> str:
    return address(opening.audience, opening.line.id, opening.page)


handlers = [show, send, show_staff, send_staff]
