"""My practice is already registered: how to reach its administrator without being told who that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from core.errors import NotFound
from core.forms import draw
from core.joining.actions import AskToJoin, ask_to_join
from core.portal import Portal
from core.site import SiteProfile
from web.asking import taken
from web.contexts import FormContext, PageContext
from web.forms import see_other
from web.rendering import render
from web.security.addresses import visitor
from web.security.guards import anyone


@dataclass(frozen=True, slots=True)
class AskPage(FormContext):
    """The form whose question is passed on."""

    template: ClassVar[str] = "registered/ask.html"


@dataclass(frozen=True, slots=True)
class SentPage(PageContext):
    """The question is on its way."""

    template: ClassVar[str] = "registered/sent.html"


@get("/registered", guards=[anyone])
async def ask(request: Request[Any, Any, Any], site: NamedDependency[SiteProfile]) -> Response[Any]:
    """Say what to do, and show a form whose question is passed on; where people join, lead there."""
    if site.enrollment.people == "join":
        return see_other("/join")
    return render(request, AskPage(draw(AskToJoin)))


@post("/registered", guards=[anyone], status_code=200)
async def send(request: Request[Any, Any, Any], portal: NamedDependency[Portal]) -> Response[Any]:
    """Pass the question on; the answer is the same whether the practice is known or not."""
    if portal.site.enrollment.people == "join":
        raise NotFound

    async def act(asked: AskToJoin) -> Response[Any]:
        await ask_to_join(portal, asked, by=visitor(request))
        return see_other("/registered/sent")

    return await taken(request, AskToJoin, AskPage, act)


@get("/registered/sent", guards=[anyone])
async def sent(request: Request[Any, Any, Any]) -> Response[str]:
    """Say that the question is on its way."""
    return render(request, SentPage())


handlers = [ask, send, sent]
