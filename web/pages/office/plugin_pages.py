"""Pages that plugins own: routed, guarded and drawn here, for the practice and for support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console import plugin_pages
from core.console.queries.work import work_on
from core.console.working import StaffActor
from core.errors import Invalid, Unavailable
from core.forms import Form, draw, read
from core.requests.plugin_pages import Opening, address, load_page, opened, submit_page
from web.contexts import PageContext
from web.forms import see_other, submitted
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in, staff
from web.visit import Visit

WORKERS = staff("analyst", "provisioning", "site-administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginFrame(PageContext):
    """What the host draws around a page that a plugin owns."""

    template: ClassVar[str] = "plugin_page.html"
    opened: Opening
    form: Form | None
    heading: str
    application: str
    back: str

    @property
    def wrong(self) -> bool:
        """Whether the plugin's form is to be put right."""
        return self.form is not None and self.form.wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginPage(PluginFrame):
    """A plugin's page: drawn by its own template, from what it has loaded itself as well."""

    action: str
    own: Mapping[str, Any]

    @property
    def drawn_by(self) -> str:
        """The plugin's template."""
        return self.opened.page.template

    def values(self) -> dict[str, Any]:
        """Name what the host gives; the plugin cannot put anything in its place."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "own"}
        return {**self.own, **given}


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPage(PluginFrame):
    """What stands in place of a plugin's page that does not answer: what was typed, to be sent once more."""

    template: ClassVar[str] = "plugin_silent.html"
    action: str
    words: str


@get("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def show(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """Show the page of a plugin, for the administrator of the practice."""
    return await _draw(visit, await opened(visit.portal, grant, path, "administrator", by=visit.actor))


@post("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def send(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """Take the administrator's answer to it."""
    return await _send(visit, await opened(visit.portal, grant, path, "administrator", by=visit.actor))


@get("/support/access/{grant:uuid}/{path:str}", guards=[WORKERS])
async def show_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """Show the page of a plugin, for whoever works on the access."""
    return await _draw(visit, await plugin_pages.look(visit.portal, grant, path, _hand(visit)))


@post("/support/access/{grant:uuid}/{path:str}", guards=[WORKERS])
async def send_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """Take their answer to it."""
    return await _send(visit, await plugin_pages.act(visit.portal, grant, path, _hand(visit)))


async def _draw(visit: Visit, opening: Opening, form: Form | None = None, status: int = 200) -> Response[Any]:
    frame = await _frame(opening, form)
    try:
        own = await load_page(opening)
    except Unavailable as silent:
        return _silent(visit, frame, str(silent))
    return render(visit.request, PluginPage(**frame, own=own), status=status, fragment="page")


async def _frame(opening: Opening, form: Form | None) -> dict[str, Any]:
    page = opening.page
    if form is None and page.fields is not None:
        form = draw(page.fields)
    return {
        "opened": opening,
        "form": form,
        "heading": page.title,
        "application": opening.line.grant.application_name,
        "back": await _back(opening),
        "action": _address(opening),
    }


def _silent(visit: Visit, frame: Mapping[str, Any], words: str) -> Response[Any]:
    return render(visit.request, SilentPage(**frame, words=words), status=503, fragment="page")


async def _send(visit: Visit, opening: Opening) -> Response[Any]:
    if opening.page.fields is None:
        return await _draw(visit, opening)
    if opening.page.fresh:
        await fresh_code.require(visit.request)
    reading = read(opening.page.fields, await submitted(visit.request))
    if reading.answers is None:
        return await _draw(visit, opening, reading.form, 422)
    try:
        await submit_page(opening, reading.answers)
    except Invalid as wrong:
        return await _draw(visit, opening, reading.refused(wrong.errors), 422)
    except Unavailable as silent:
        return _silent(visit, await _frame(opening, reading.form), str(silent))
    return see_other(_address(opening))


async def _back(opening: Opening) -> str:
    """The request, or for whoever works on the access the work that waits for it."""
    number = opening.line.request.number
    if opening.audience == "administrator":
        return f"/requests/{number}"
    item = await work_on(opening.line.id)
    return f"/support/work/{item}" if item else f"/support/requests/{number}"


def _hand(visit: Visit) -> StaffActor:
    return StaffActor(visit.actor, visit.who.roles)


def _address(opening: Opening) -> str:
    return address(opening.audience, opening.line.id, opening.page)


handlers = [show, send, show_staff, send_staff]
