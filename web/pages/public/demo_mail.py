"""The mails of a demo, so that it needs no mail server. These pages exist in a demo only."""

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
from core.mail.queries import StoredMail
from core.settings import Settings
from core.texts import Block
from web.answers import pdf_answer
from web.contexts import PageContext
from web.rendering import render
from web.security.guards import anyone


@dataclass(frozen=True, slots=True)
class MailsPage(PageContext):
    """A page of mails, the newest first; `more` is the last one of it when there are older ones."""

    template: ClassVar[str] = "demo/mails.html"
    mails: Sequence[StoredMail]
    more: UUID | None


@dataclass(frozen=True, slots=True)
class MailPage(PageContext):
    """One mail, and its words as its recipient reads them."""

    template: ClassVar[str] = "demo/mail.html"
    secret: ClassVar[bool] = True
    mail: StoredMail
    blocks: Sequence[Block]


@get("/demo/mail", guards=[anyone])
async def list_mails(request: Request[Any, Any, Any], before: FromQuery[UUID | None] = None) -> Response[str]:
    """List every mail of the demo, newest first."""
    mails, more = await queries.newest_mails(before)
    return render(request, MailsPage(mails, more))


@get("/demo/mail/{mail_id:uuid}", guards=[anyone])
async def show_mail(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings], mail_id: FromPath[UUID]
) -> Response[str]:
    """Show one mail as its recipient reads it."""
    mail = await queries.mail(mail_id)
    return render(request, MailPage(mail, mail.blocks(settings.base_url)))


@get("/demo/mail/{mail_id:uuid}/document.pdf", guards=[anyone])
async def show_document(mail_id: FromPath[UUID]) -> Response[bytes]:
    """Send what goes with a mail, the same bytes as were mailed."""
    mail = await queries.mail(mail_id)
    document = mail.document
    pdf = await asyncio.to_thread(document.pdf, mail.queued_at) if document else None
    return pdf_answer(pdf, "document")


handlers = [list_mails, show_mail, show_document]
