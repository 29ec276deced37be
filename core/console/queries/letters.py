"""The newest mails to some addresses, and the newest messages about the requests of some practices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access.tables import Request
from core.mail.tables import OutboxMail
from core.messages.tables import Message


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail and how far it got; `reason` is why it did not arrive."""

    at: datetime
    subject: str
    recipient: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """One message about a request."""

    at: datetime
    number: str
    side: str
    name: str
    text: str


async def mails_to(addresses: Collection[str], limit: int) -> tuple[SentMail, ...]:
    """List the newest mails to these addresses, and one more than the limit; one statement."""
    if not addresses:
        return ()
    columns = (
        OutboxMail.queued_at,
        OutboxMail.subject,
        OutboxMail.recipient,
        OutboxMail.state,
        OutboxMail.reason,
    )
    query = OutboxMail.select(*columns).where(OutboxMail.recipient.is_in(sorted(addresses)))
    rows = await query.order_by(OutboxMail.queued_at, ascending=False).limit(limit + 1)
    return tuple(
        SentMail(row["queued_at"], row["subject"], row["recipient"], row["state"], row["reason"])
        for row in rows
    )


async def messages_about(groups: Collection[UUID], limit: int) -> tuple[Written, ...]:
    """List the newest messages about the requests of these practices, and one more; one statement."""
    if not groups:
        return ()
    theirs = Message.request.is_in(Request.select(Request.id).where(Request.group.is_in(list(groups))))
    columns = (
        Message.written_at,
        Message.request.number.as_alias("of"),
        Message.side,
        Message.name,
        Message.text,
    )
    query = Message.select(*columns).where(theirs)
    rows = await query.order_by(Message.written_at, ascending=False).limit(limit + 1)
    return tuple(Written(row["written_at"], row["of"], row["side"], row["name"], row["text"]) for row in rows)
