"""One's own getting-started guide, as a page and to keep."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency

from core import clock
from core.errors import NotFound
from core.guides.getting_started import attached, getting_started
from core.guides.parts import Guide
from core.guides.queries import reader_of_account
from web.answers import pdf_answer
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

PAGE = "/getting-started"


@dataclass(frozen=True, slots=True)
class GettingStartedPage(PageContext):
    """One's own guide: the same words that are set on paper, or None before one has a login name."""

    template: ClassVar[str] = "guides/getting_started.html"
    guide: Guide | None


@get(PAGE, guards=[signed_in])
async def show(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show the guide as it is true now; nothing of it before one has a login name."""
    reader = await reader_of_account(visit.who.account_id)
    guide = getting_started(visit.portal, reader, clock.now()) if reader else None
    return render(visit.request, GettingStartedPage(guide))


@get(f"{PAGE}/guide.pdf", guards=[signed_in])
async def download(visit: NamedDependency[Visit]) -> Response[bytes]:
    """Send the same guide as the first mail brought it, with what has changed since."""
    reader = await reader_of_account(visit.who.account_id)
    if reader is None:
        raise NotFound
    now = clock.now()
    guide = attached(visit.portal, reader, now)
    return pdf_answer(await asyncio.to_thread(guide.pdf, now), "getting-started")


handlers = [show, download]
