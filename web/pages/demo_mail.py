"""The letters of a demo, so that it needs no mail server. These pages exist in a demo only."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.mail import queries
from core.settings import Settings
from web.pages.signing import pdf_answer
from web.rendering import render_loosely as render
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


@get("/demo/mail/{letter_id:uuid}/document.pdf", guards=[anyone])
async def show_document(letter_id: FromPath[UUID]) -> Response[bytes]:
    """What goes with a letter, the same bytes as were mailed."""
    letter = await queries.letter(letter_id)
    document = letter.document
    pdf = await asyncio.to_thread(document.pdf, letter.queued_at) if document else None
    return pdf_answer(pdf, "document")


handlers = [list_letters, show_letter, show_document]
