"""My requests: the list, one request, and why something is not there yet (T1, X1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.access.chains import chain_of
from core.access.requests import request_of, requests_of
from core.groups.starting import open_draft
from core.identity import people
from core.messages.queries import with_unread
from web.chain import links
from web.pages.request_page import COLOURS, draw_request
from web.rendering import render_loosely as render
from web.security.guards import signed_in
from web.visit import Visit


@get("/requests", guards=[signed_in])
async def show_list(visit: NamedDependency[Visit], after: FromQuery[str | None] = None) -> Response[Any]:
    """Everything that was sent, newest first, and a draft to go on with."""
    found = await requests_of(visit.desk, visit.who.account_id, after)
    draft = await open_draft(visit.who.account_id)
    unread = await with_unread([line.id for line in found.lines])
    context: dict[str, Any] = {"lines": found.lines, "after": found.after, "draft": draft}
    context |= {"colours": COLOURS, "unread": unread}
    context["member"] = bool(not found.lines and await people.of_account(visit.who.account_id))
    return render(visit.request, "requests/list.html", **context)


@get("/requests/{number:str}", guards=[signed_in])
async def show(
    visit: NamedDependency[Visit], number: FromPath[str], before: FromQuery[int | None] = None
) -> Response[Any]:
    """Where a request stands, who must act next, everybody in it, what happened and what was written."""
    return await draw_request(visit, number, before=before)


@get("/requests/{number:str}/sent", guards=[signed_in])
async def sent(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """The confirmation, with the number to keep."""
    view = await request_of(visit.desk, number, visit.who.account_id)
    return render(visit.request, "requests/sent.html", view=view)


@get("/requests/{number:str}/why/{member:uuid}/{slug:str}", guards=[signed_in])
async def why(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """The whole chain: what holds, and what still has to happen before one person can use one application."""
    chain = await chain_of(visit.desk, number, visit.who.account_id, member, slug)
    view = await request_of(visit.desk, number, visit.who.account_id)
    person = next(each for each in view.members if each.id == member)
    access = next(each for each in person.access if each.slug == slug)
    fixes = {"support": f"/requests/{number}#messages"}
    context: dict[str, Any] = {
        "view": view,
        "access": access,
        "links": links(visit.desk, chain, fixes),
        "back": f"/requests/{number}",
    }
    heading = f"{access.name} for {person.name}"
    return render(visit.request, "requests/why.html", fragment="dialog", heading=heading, **context)


handlers = [show_list, show, sent, why]
