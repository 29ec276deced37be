"""Reading the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.query.functions.aggregate import Count

from core.errors import NotFound
from core.mail.attachments import Attachment
from core.mail.tables import OutboxMail
from core.mail.writing import blocks
from core.texts import Block

PAGE = 25


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail and how far it got; `text` and `attachment` are empty once it is settled, except in a demo."""

    id: UUID
    recipient: str
    subject: str
    text: str
    attachment: str
    state: str
    reason: str
    attempts: int
    queued_at: datetime
    sent_at: datetime | None

    def blocks(self, base_url: str) -> tuple[Block, ...]:
        """Read the text as blocks, for a page to draw."""
        return blocks(self.text, base_url)

    @property
    def document(self) -> Attachment | None:
        """What goes with it, if anything does."""
        return Attachment.of(self.attachment) if self.attachment else None


_COLUMNS = tuple(getattr(OutboxMail, name) for name in StoredMail.__dataclass_fields__)


async def texts_to(address: str, about: UUID) -> tuple[str, ...]:
    """List the texts of all mails to an address about one thing, newest first."""
    ours = (OutboxMail.recipient == address) & (OutboxMail.about == str(about))
    rows = (
        await OutboxMail.select(OutboxMail.text).where(ours).order_by(OutboxMail.queued_at, ascending=False)
    )
    return tuple(row["text"] for row in rows)


async def mail(mail_id: UUID) -> StoredMail:
    """Find one mail; NotFound when there is none."""
    rows: list[dict[str, Any]] = await OutboxMail.select(*_COLUMNS).where(OutboxMail.id == mail_id)
    if not rows:
        raise NotFound("No such email exists.")
    return StoredMail(**rows[0])


async def newest_mails(before: UUID | None = None) -> tuple[list[StoredMail], UUID | None]:
    """List a page of mails, newest first, with the key that asks for the page after it (None on the last)."""
    query = OutboxMail.select(*_COLUMNS).order_by(OutboxMail.queued_at, OutboxMail.id, ascending=False)
    if before is not None:
        last = await mail(before)
        same = (OutboxMail.queued_at == last.queued_at) & (OutboxMail.id < last.id)
        query = query.where((OutboxMail.queued_at < last.queued_at) | same)
    rows: list[dict[str, Any]] = await query.limit(PAGE + 1)
    found = [StoredMail(**row) for row in rows[:PAGE]]
    return found, found[-1].id if len(rows) > PAGE else None


async def counts_by_state() -> dict[str, int]:
    """Count the mails in each state."""
    rows = await OutboxMail.select(OutboxMail.state, Count()).group_by(OutboxMail.state)
    return {row["state"]: row["count"] for row in rows}


async def undelivered_mails(limit: int) -> list[StoredMail]:
    """List the newest mails that were refused, given up, or are being tried again."""
    wrong = OutboxMail.state.is_in(["refused", "dead"]) | (
        (OutboxMail.state == "waiting") & (OutboxMail.reason != "")
    )
    query = OutboxMail.select(*_COLUMNS).where(wrong).order_by(OutboxMail.queued_at, ascending=False)
    return [StoredMail(**row) for row in await query.limit(limit)]
