"""Reading conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.messages.actions import Side
from core.messages.tables import Message, Thread

PAGE = 30


@dataclass(frozen=True, slots=True)
class Said:
    """One message; `new` while the side that looks has not seen it."""

    number: int
    side: Side
    name: str
    text: str
    written_at: datetime
    new: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The newest messages, oldest first. `before` leads to earlier ones, None at the beginning; `last` is
    the number of the newest of all.
    """

    messages: tuple[Said, ...]
    before: int | None
    last: int
    unread: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A request whose practice waits for an answer, for the queue of support."""

    request: UUID
    number: str
    group: str
    waiting_since: datetime
    unread: bool
    holder: str


async def conversation(request: UUID, side: Side, before: int | None = None) -> Conversation:
    """List the messages about a request as one side sees them; two statements."""
    row = await Thread.select().where(Thread.request == request).first()
    if row is None:
        return Conversation((), None, 0, False)
    query = Message.select().where(Message.request == request)
    if before is not None:
        # An address may name any number, and a database takes only those that fit its columns.
        query = query.where(Message.number < max(0, min(before, row["last"] + 1)))
    rows = await query.order_by(Message.number, ascending=False).limit(PAGE + 1)
    read = row[f"read_by_{side}"]
    said = tuple(_said(each, side, read) for each in reversed(rows[:PAGE]))
    earlier = said[0].number if len(rows) > PAGE else None
    return Conversation(said, earlier, row["last"], _unread(row, side))


async def with_unread(requests: Sequence[UUID], side: Side = "practice") -> frozenset[UUID]:
    """Find which of these requests have something new to read for a side."""
    if not requests:
        return frozenset()
    rows = await Thread.select().where(Thread.request.is_in(list(requests)))
    return frozenset(row["request"] for row in rows if _unread(row, side))


async def unanswered(
    after: tuple[datetime, UUID] | None = None, limit: int = 25, *, only: Sequence[Any] = ()
) -> list[Unanswered]:
    """List requests whose practice waits for an answer, the longest waiting first, from behind a place.

    `only` are further conditions; two statements.
    """
    # The keys alone first: they come out of their index in order, and nothing is sorted.
    query = Thread.select(Thread.request).where(Thread.waiting_since.is_not_null(), *only)
    if after is not None:
        since, request = after
        behind = (Thread.waiting_since > since) | (Thread.request > request)
        query = query.where((Thread.waiting_since >= since) & behind)
    keys = [row["request"] for row in await query.order_by(Thread.waiting_since, Thread.request).limit(limit)]
    if not keys:
        return []
    request_of: Any = Thread.request
    rows = await Thread.select(
        Thread.request,
        Thread.waiting_since,
        Thread.last_of_practice,
        Thread.read_by_support,
        request_of.number.as_alias("number"),
        request_of.assignee_name.as_alias("holder"),
        request_of.group.name.as_alias("group"),
    ).where(Thread.request.is_in(keys))
    return [_unanswered(row) for row in sorted(rows, key=lambda row: keys.index(row["request"]))]


def _unanswered(row: dict[str, Any]) -> Unanswered:
    return Unanswered(
        request=row["request"],
        number=row["number"],
        group=row["group"],
        waiting_since=row["waiting_since"],
        unread=row["last_of_practice"] > row["read_by_support"],
        holder=row["holder"],
    )


def _said(row: dict[str, Any], side: Side, read: int) -> Said:
    new = row["side"] != side and row["number"] > read
    return Said(row["number"], row["side"], row["name"], row["text"], row["written_at"], new)


def _unread(row: dict[str, Any], side: Side) -> bool:
    other = "support" if side == "practice" else "practice"
    return bool(row[f"last_of_{other}"] > row[f"read_by_{side}"])
