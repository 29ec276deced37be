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
from core.mail.writing import Block, blocks

PAGE = 25


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter and how far it got; `text` and `attachment` are empty once it is settled, except in a demo."""

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

    def blocks(self, base_url: str) -> list[Block]:
        """The paragraphs of the text, for a page to draw."""
        return blocks(self.text, base_url)

    @property
    def document(self) -> Attachment | None:
        """What goes with it, if anything does."""
        return Attachment.of(self.attachment) if self.attachment else None


_COLUMNS = tuple(getattr(OutboxMail, name) for name in StoredLetter.__dataclass_fields__)


async def texts_to(address: str, about: UUID) -> tuple[str, ...]:
    """The texts of all letters to an address about one thing, newest first."""
    query = OutboxMail.select(OutboxMail.text).where(
        OutboxMail.recipient == address, OutboxMail.about == str(about)
    )
    rows = await query.order_by(OutboxMail.queued_at, ascending=False)
    return tuple(row["text"] for row in rows)


async def letter(letter_id: UUID) -> StoredLetter:
    """One letter; NotFound when there is none."""
    rows: list[dict[str, Any]] = await OutboxMail.select(*_COLUMNS).where(OutboxMail.id == letter_id)
    if not rows:
        raise NotFound("There is no such letter.")
    return StoredLetter(**rows[0])


async def newest_letters(before: UUID | None = None) -> tuple[list[StoredLetter], UUID | None]:
    """One page of letters, newest first, and the key that asks for the page after it (None on the last)."""
    query = OutboxMail.select(*_COLUMNS).order_by(OutboxMail.queued_at, OutboxMail.id, ascending=False)
    if before is not None:
        last = await letter(before)
        same = (OutboxMail.queued_at == last.queued_at) & (OutboxMail.id < last.id)
        query = query.where((OutboxMail.queued_at < last.queued_at) | same)
    rows: list[dict[str, Any]] = await query.limit(PAGE + 1)
    found = [StoredLetter(**row) for row in rows[:PAGE]]
    return found, found[-1].id if len(rows) > PAGE else None


async def counts_by_state() -> dict[str, int]:
    """How many letters there are in each state."""
    rows = await OutboxMail.select(OutboxMail.state, Count()).group_by(OutboxMail.state)
    return {row["state"]: row["count"] for row in rows}


async def undelivered_letters(limit: int) -> list[StoredLetter]:
    """The newest letters that were refused, given up, or are being tried again."""
    wrong = OutboxMail.state.is_in(["refused", "dead"]) | (
        (OutboxMail.state == "waiting") & (OutboxMail.reason != "")
    )
    query = OutboxMail.select(*_COLUMNS).where(wrong).order_by(OutboxMail.queued_at, ascending=False)
    return [StoredLetter(**row) for row in await query.limit(limit)]
