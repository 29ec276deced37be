"""The letters of a demo, so that it needs no mail server. These pages exist in a demo only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.mail import queries
from core.mail.queries import StoredLetter
from core.settings import Settings
from core.texts import Block
from web.answers import pdf_answer
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import anyone


@dataclass(frozen=True, slots=True)
class LettersPage(PageContext):
    """A page of letters, the newest first; `more` is the last one of it when there are older ones."""

    template: ClassVar[str] = "demo/letters.html"
    letters: Sequence[StoredLetter]
    more: UUID | None


@dataclass(frozen=True, slots=True)
class LetterPage(PageContext):
    """One letter, and its words as its recipient reads them."""

    template: ClassVar[str] = "demo/letter.html"
    letter: StoredLetter
    blocks: Sequence[Block]


@get("/demo/mail", guards=[anyone])
async def list_letters(
    request: Request[Any, Any, Any], before: FromQuery[UUID | None] = None
) -> Response[str]:
    """Every letter of the demo, newest first."""
    letters, more = await queries.newest_letters(before)
    return render(request, LettersPage(letters, more))


@get("/demo/mail/{letter_id:uuid}", guards=[anyone])
async def show_letter(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], letter_id: FromPath[UUID]
) -> Response[str]:
    """One letter as its recipient reads it."""
    letter = await queries.letter(letter_id)
    return render(request, LetterPage(letter, letter.blocks(settings.base_url)))


@get("/demo/mail/{letter_id:uuid}/document.pdf", guards=[anyone])
async def show_document(letter_id: FromPath[UUID]) -> Response[bytes]:
    """What goes with a letter, the same bytes as were mailed."""
    letter = await queries.letter(letter_id)
    document = letter.document
    pdf = await asyncio.to_thread(document.pdf, letter.queued_at) if document else None
    return pdf_answer(pdf, "document")


handlers = [list_letters, show_letter, show_document]
