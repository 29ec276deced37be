"""My requests: the list, one request, and why something is not there yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.identity import people
from core.messages.queries import with_unread
from core.requests.queries.people import Access
from core.requests.queries.views import ListedRequest, RequestView, chain_of, request_of, requests_of
from web.chain import Why, reasons
from web.contexts import PageContext
from web.needs import sign_path, to_dos
from web.pages.requests.request_page import Looks, draw_request
from web.parts import COLORS, ToDo
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsPage(PageContext):
    """Everything that was sent; `member` is somebody for whom others have asked."""

    template: ClassVar[str] = "requests/list.html"
    lines: Sequence[ListedRequest]
    after: str | None
    todos: Sequence[ToDo]
    draft: bool
    colours: Mapping[str, str]
    unread: Collection[UUID]
    member: bool
    manages: bool


@dataclass(frozen=True, slots=True)
class SentPage(PageContext):
    """The confirmation of a request; `sign` is where whoever reads it signs, empty when they do not."""

    template: ClassVar[str] = "requests/sent.html"
    view: RequestView
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyPage(PageContext):
    """What still has to happen before one person can use one application, as a page or above one."""

    template: ClassVar[str] = "requests/why.html"
    heading: str
    back: str
    number: str
    access: Access
    why: Why


@get("/requests", guards=[signed_in])
async def show_list(visit: NamedDependency[Visit], after: FromQuery[str | None] = None) -> Response[Any]:
    """Show everything that was sent, newest first, and a draft to go on with."""
    found = await requests_of(visit.portal, visit.who.account_id, after)
    standing = await visit.standing()
    needs = standing.needs
    page = RequestsPage(
        lines=found.lines,
        after=found.after,
        todos=to_dos(visit.portal, needs),
        draft=any(each.kind == "register" for each in needs),
        colours=COLORS,
        unread=await with_unread([line.id for line in found.lines]),
        member=bool(not found.lines and await people.of_account(visit.who.account_id)),
        manages=standing.manages,
    )
    return render(visit.request, page)


@get("/requests/{number:str}", guards=[signed_in])
async def show_request(
    visit: NamedDependency[Visit],
    number: FromPath[str],
    before: FromQuery[int | None] = None,
    show: FromQuery[str] = "",
) -> Response[Any]:
    """Show where a request stands, who must act next, everybody in it, what happened and what was written."""
    return await draw_request(visit, number, looks=Looks(before, show))


@get("/requests/{number:str}/sent", guards=[signed_in])
async def sent(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Show the confirmation, with the number to keep."""
    view = await request_of(visit.portal, number, visit.who.account_id)
    own = (await visit.standing()).signs(number)
    return render(visit.request, SentPage(view, sign_path(own) if own else ""))


@get("/requests/{number:str}/why/{member:uuid}/{slug:str}", guards=[signed_in])
async def why(
    visit: NamedDependency[Visit], number: FromPath[str], member: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Show the whole chain: what holds, and what has to happen before one person can use one application."""
    chain = await chain_of(visit.portal, number, visit.who.account_id, member, slug)
    view = await request_of(visit.portal, number, visit.who.account_id)
    person = next(each for each in view.members if each.id == member)
    access = next(each for each in person.access if each.slug == slug)
    fixes = {"support": f"/requests/{number}#messages", "sign": f"/requests/{number}/mails"}
    page = WhyPage(
        heading=f"{access.name} for {person.name}",
        back=f"/requests/{number}",
        number=number,
        access=access,
        why=reasons(visit.portal, chain, "administrator", fixes),
    )
    return render(visit.request, page, fragment="dialog")


handlers = [show_list, show_request, sent, why]
