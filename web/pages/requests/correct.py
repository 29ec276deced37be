"""The practice corrects what support gave back, in the forms it was first asked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.requests.correcting import CorrectionPage, correct, draw_correction
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class CorrectPage(FormContext):
    """The answers that are open again, each in the form it was first asked in."""

    template: ClassVar[str] = "requests/correct.html"


@get("/requests/{number:str}/correct", guards=[signed_in])
async def show_correct(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Show the answers that are open again, and why."""
    return _page(visit, await draw_correction(visit.portal, number, by=visit.actor))


@post("/requests/{number:str}/correct", guards=[signed_in])
async def send_correct(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Store them and send the request back to support."""
    page = await correct(visit.portal, number, await submitted(visit.request), by=visit.actor)
    return _page(visit, page, 422) if page.wrong else see_other(f"/requests/{number}")


def _page(visit: Visit, page: CorrectionPage, status: int = 200) -> Response[Any]:
    return render(visit.request, CorrectPage(page), status=status)


handlers = [show_correct, send_correct]
