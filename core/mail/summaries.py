"""One mail for everything that could wait, to each reader who has something waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.database.locking import locked
from core.due.worker import Handler
from core.mail.outbox import Mail
from core.mail.summing_up import SUMMARY
from core.mail.tables import OutboxMail

MOST_LINES = 60
Row = dict[str, Any]


def summaries(mail: Mail) -> Mapping[str, Handler]:
    """Return the handler of what is due for readers of mails."""
    return {SUMMARY: partial(sum_up, mail)}


async def sum_up(mail: Mail, reader: UUID) -> datetime | None:
    """Send a reader everything that waits in one mail; a single mail goes as it is.

    What another process sums up at the same moment is not there any more when its rows are free.
    """
    if not await OutboxMail.exists().where(_waits(reader)):
        return None
    async with change("mail.summarized", by=SYSTEM, subject=("reader", reader)) as event:
        rows: list[Row] = await locked(
            OutboxMail.select().where(_waits(reader)).order_by(OutboxMail.queued_at)
        )
        event.details["mails"] = len(rows)
        if len(rows) == 1:
            await _let_go(rows[0])
        elif rows:
            await _send(mail, reader, rows)
    return None


def _waits(reader: UUID) -> Any:
    return (OutboxMail.reader == reader) & (OutboxMail.state == "later")


async def _let_go(row: Row) -> None:
    now = clock.now()
    values: dict[Any, Any] = {"state": "waiting", "due": now, "queued_at": now}
    await OutboxMail.update(values).where(OutboxMail.id == row["id"])


async def _send(mail: Mail, reader: UUID, rows: Sequence[Row]) -> None:
    lines = list(dict.fromkeys(row["line"] for row in rows))
    await mail.send(
        to=rows[-1]["recipient"],
        template="digest",
        about=("reader", reader),
        lines=lines[:MOST_LINES],
        more=len(lines[MOST_LINES:]),
        path="/requests",
    )
    summed: dict[Any, Any] = {"state": "summed", "sent_at": clock.now(), "text": "", "attachment": ""}
    await OutboxMail.update(summed).where(OutboxMail.id.is_in([row["id"] for row in rows]))
