"""The letters of a demo, so that it needs no mail server. These pages exist in a demo only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.mail import queries
from core.settings import Settings
from web.rendering import render
from web.security.guards import anyone


@get("/demo/mail", guards=[anyone])
async def list_letters(
    request: Request[Any, Any, Any], before: FromQuery[UUID | None] = None
) -> Response[str]:
    """Every letter of the demo, newest first."""
    letters, more = await queries.newest_letters(before)
    return render(request, "demo/letters.html", letters=letters, more=more)


@get("/demo/mail/{letter_id:uuid}", guards=[anyone])
async def show_letter(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], letter_id: FromPath[UUID]
) -> Response[str]:
    """One letter as its recipient reads it."""
    letter = await queries.letter(letter_id)
    return render(request, "demo/letter.html", letter=letter, blocks=letter.blocks(settings.base_url))


handlers = [list_letters, show_letter]
