"""Writing and reading messages: each a change with its event, and a mail to the other side.

The mail says that there is a message and who wrote it, never what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.access.queries import RequestPlace, own_place, place_of
from core.actor import Actor
from core.audit import change
from core.dates import in_minutes
from core.errors import Invalid, NotFound, Stale, TooMany
from core.groups.rights import administrator_of
from core.identity.limits import Limit
from core.messages.forms import NewMessage
from core.messages.tables import Message, Thread
from core.portal import Portal

Side = Literal["practice", "support"]
PER_HOUR = Limit("messages", 30, 60 * 60)
MOST = 1000
SUPPORT_PATH = "/support/requests/{number}"


class Full(Invalid):
    """So many messages cannot come from people; the rest is for the telephone."""

    def __init__(self) -> None:
        super().__init__({"text": f"{MOST:,} messages were written here already. Call support instead"})


class _WrittenAlready(Exception):
    """The same form was sent before."""


async def write(portal: Portal, number: str, message: NewMessage, *, by: Actor) -> None:
    """Write to support about the practice's own request; NotFound when it is another's."""
    await _write(portal, await own_place(number, by.account), "practice", message, by)


async def answer(portal: Portal, number: str, message: NewMessage, *, by: Actor) -> None:
    """Write to the practice as support."""
    await _write(portal, await place_of(number), "support", message, by)


async def write_to(portal: Portal, number: str, message: NewMessage, *, by: Actor) -> bool:
    """Write to one of many practices as support; tell whether it was written now, and not before.

    What this practice waits for stays unanswered. How often somebody writes to many is limited elsewhere.
    """
    place = await place_of(number)
    return await _store(portal, place, "support", message, by, answers=False)


def refused_words(refusal: Invalid | TooMany) -> Mapping[str, str]:
    """Say at the message why it was not sent."""
    if isinstance(refusal, Invalid):
        return refusal.errors
    return {"text": f"You have written a lot. Try again in {in_minutes(refusal.retry_after)}"}


async def mark_read(number: str, seen: int, *, by: Actor) -> None:
    """Note that the practice has seen everything up to the message with this number."""
    await _mark_read(await own_place(number, by.account), "practice", seen, by)


async def mark_read_by_support(number: str, seen: int, *, by: Actor) -> None:
    """Note that support has seen everything up to the message with this number."""
    await _mark_read(await place_of(number), "support", seen, by)


async def needs_no_answer(number: str, *, by: Actor) -> None:
    """Note that support has nothing to say to the last message; the request leaves the queue."""
    place = await place_of(number)
    async with change("messages.settled", by=by, subject=("request", place.id)):
        settled: dict[Column | str, Any] = {Thread.waiting_since: None}
        waiting = (Thread.request == place.id) & Thread.waiting_since.is_not_null()
        if not await Thread.update(settled).where(waiting).returning(Thread.last):
            raise Stale("Nobody waits for an answer any more.")


async def _write(portal: Portal, place: RequestPlace, side: Side, message: NewMessage, by: Actor) -> None:
    if await Message.exists().where(Message.once == _once(message, by)):
        return
    await PER_HOUR.spend(str(by.account))
    await _store(portal, place, side, message, by)


async def _store(
    portal: Portal, place: RequestPlace, side: Side, message: NewMessage, by: Actor, *, answers: bool = True
) -> bool:
    """Store a message that is not stored yet, and tell the other side."""
    once = _once(message, by)
    try:
        async with change("message.written", by=by, subject=("request", place.id), side=side) as event:
            number = await _next(place.id, side, message.seen, answers=answers)
            if await Message.exists().where(Message.once == once):
                raise _WrittenAlready
            row = Message(request=place.id, number=number, side=side, account=by.account, name=by.name[:200])
            row.text, row.written_at = message.text, clock.now()
            row.once, row.key = once, f"{place.id}:{number}"
            await Message.insert(row)
            event.details["number"] = number
            await _tell(portal, place, side, by)
    except _WrittenAlready:
        return False
    return True


def _once(message: NewMessage, by: Actor) -> str:
    return f"{by.account}:{message.once}"


async def _next(request: UUID, side: Side, seen: int, *, answers: bool) -> int:
    """The number of the next message; nobody else writes in this conversation until the transaction ends."""
    await Thread.insert(Thread(request=request)).on_conflict(target=Thread.request, action="DO NOTHING")
    values: dict[Column | str, Any] = {Thread.last: Thread.last + 1}
    (row,) = await Thread.update(values).where(Thread.request == request).returning(*Thread.all_columns())
    if row["last"] > MOST:
        raise Full
    now: dict[Column | str, Any] = {
        f"last_of_{side}": row["last"],
        f"read_by_{side}": _up_to(row, side, seen),
        "waiting_since": _waits_since(row, side, answers=answers),
    }
    await Thread.update(now).where(Thread.request == request)
    return int(row["last"])


def _waits_since(row: Mapping[str, Any], side: Side, *, answers: bool) -> datetime | None:
    """Since when the practice waits for an answer: what support writes to many is none."""
    if side == "support":
        return None if answers else row["waiting_since"]
    return row["waiting_since"] or clock.now()


async def _mark_read(place: RequestPlace, side: Side, seen: int, by: Actor) -> None:
    row = await Thread.select().where(Thread.request == place.id).first()
    if row is None:
        raise NotFound
    if _up_to(row, side, seen) == row[f"read_by_{side}"]:
        return
    async with change("messages.read", by=by, subject=("request", place.id), side=side):
        now: dict[Column | str, Any] = {f"read_by_{side}": _up_to(row, side, seen)}
        await Thread.update(now).where(Thread.request == place.id)


def _up_to(row: dict[str, Any], side: Side, seen: int) -> int:
    """Never back, and never beyond what there is."""
    return max(int(row[f"read_by_{side}"]), min(seen, int(row["last"])))


async def _tell(portal: Portal, place: RequestPlace, side: Side, by: Actor) -> None:
    administrator = await administrator_of(place.group)
    to = portal.site.support_address if side == "practice" else administrator and administrator.email
    if not to:
        return
    await portal.mail.send(
        to=to,
        template="message-waiting",
        about=("request", place.id),
        number=place.number,
        group_name=place.group_name,
        who=f"{by.name}, {portal.site.brand.organization} support" if side == "support" else by.name,
        path=f"/requests/{place.number}" if side == "support" else SUPPORT_PATH.format(number=place.number),
    )
