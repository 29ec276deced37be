"""One's own getting-started guide, as a page and to keep."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get
from litestar.di import NamedDependency

from core import clock
from core.errors import NotFound
from core.guides.getting_started import attached
from core.guides.reader import reader_of_account
from core.mail import Attachment
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
    guide: Mapping[str, Any] | None


@get(PAGE, guards=[signed_in])
async def show(visit: NamedDependency[Visit]) -> Response[Any]:
    """The guide as it is true now; nothing of it before one has a login name."""
    guide = await _mine(visit)
    return render(visit.request, GettingStartedPage(guide.data if guide else None))


@get(f"{PAGE}/guide.pdf", guards=[signed_in])
async def download(visit: NamedDependency[Visit]) -> Response[bytes]:
    """The same guide as the first mail brought it, with what has changed since."""
    guide = await _mine(visit)
    if guide is None:
        raise NotFound
    return pdf_answer(await asyncio.to_thread(guide.pdf, clock.now()), "getting-started")


async def _mine(visit: Visit) -> Attachment | None:
    reader = await reader_of_account(visit.who.account_id)
    return attached(visit.desk, reader, clock.now()) if reader else None


handlers = [show, download]
