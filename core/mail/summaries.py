"""One mail for everything that could wait, to each reader who has something waiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
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
from core.mail.summing_up import SUMMARY, reader_at
from core.mail.tables import OutboxMail

MOST_LINES = 60
Row = dict[str, Any]
# Where mail for the administrators of groups goes now, for those that have one.
Reached = Callable[[Collection[UUID]], Awaitable[Mapping[UUID, str]]]


def summaries(mail: Mail, reached: Reached) -> Mapping[str, Handler]:
    """Return the handler of what is due for readers of mails."""
    return {SUMMARY: partial(sum_up, mail, reached)}


async def sum_up(mail: Mail, reached: Reached, reader: UUID) -> datetime | None:
    """Send a reader everything that waits in one mail; a single mail goes as it is.

    What was for the administrator of a group goes to nobody when that is somebody else by now. What another
    process sums up at the same moment is not there any more when its rows are free.
    """
    if not await OutboxMail.exists().where(_waits(reader)):
        return None
    async with change("mail.summarized", by=SYSTEM, subject=("reader", reader)) as event:
        rows: list[Row] = await locked(
            OutboxMail.select().where(_waits(reader)).order_by(OutboxMail.queued_at)
        )
        theirs = await _still_for(reader, reached, rows)
        others = [row for row in rows if row["group"] not in theirs]
        rows = [row for row in rows if row["group"] in theirs]
        event.details |= {"mails": len(rows)} | ({"dropped": len(others)} if others else {})
        await _settle(others, "dropped")
        if len(rows) == 1:
            await _let_go(rows[0])
        elif rows:
            await _send(mail, reader, rows)
    return None


def _waits(reader: UUID) -> Any:
    return (OutboxMail.reader == reader) & (OutboxMail.state == "later")


async def _still_for(reader: UUID, reached: Reached, rows: Sequence[Row]) -> set[UUID]:
    """The groups of these mails whose administrator reads this address still."""
    addresses = await reached({row["group"] for row in rows})
    return {group for group, address in addresses.items() if reader_at(address) == reader}


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
    await _settle(rows, "summed")


async def _settle(rows: Sequence[Row], state: str) -> None:
    if rows:
        values: dict[Any, Any] = {"state": state, "sent_at": clock.now(), "text": "", "attachment": ""}
        await OutboxMail.update(values).where(OutboxMail.id.is_in([row["id"] for row in rows]))
