"""My practice is already registered: how to reach its administrator without being told who that is (S6)."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from core.access.desk import Desk
from core.forms import draw, read
from core.groups.joining import AskToJoin, ask_to_join
from web.forms import see_other, submitted
from web.rendering import render_loosely as render
from web.security.addresses import visitor
from web.security.guards import anyone

PAGE = "registered/ask.html"


@get("/registered", guards=[anyone])
async def ask(request: Request[Any, Any, Any]) -> Response[str]:
    """What to do, and a form whose question is passed on."""
    return render(request, PAGE, form=draw(AskToJoin))


@post("/registered", guards=[anyone], status_code=200)
async def send(request: Request[Any, Any, Any], desk: NamedDependency[Desk]) -> Response[Any]:
    """Passes the question on; the answer is the same whether the practice is known or not."""
    asked = read(AskToJoin, await submitted(request))
    if asked.answers is None:
        return render(request, PAGE, status=422, form=asked.form)
    await ask_to_join(desk, asked.answers, by=visitor(request))
    return see_other("/registered/sent")


@get("/registered/sent", guards=[anyone])
async def sent(request: Request[Any, Any, Any]) -> Response[str]:
    """The question is on its way."""
    return render(request, "registered/sent.html")


handlers = [ask, send, sent]
