"""One message to several practices: each gets it once, about its newest request, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from core.actor import Actor
from core.audit import note
from core.console.queries.queues import Filters, Line, Queue, listed, selected
from core.console.queries.reached import Reached, reached
from core.errors import Invalid, NotFound
from core.identity.limits import Limit
from core.messages.actions import write_to
from core.messages.forms import NewMessage
from core.portal import Portal

MOST = 200
# Somebody who writes to many reaches a thousand practices in an hour at most.
PER_HOUR = Limit("messages-to-many", 5, 60 * 60)
NOBODY = "Nobody acts for this {practice}, so nobody would read it."
NOT_SENT = "This couldn’t be sent. Write to this {practice} alone."


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the message to one practice: sent, sent before, or `against` says why not."""

    to: Reached
    against: str


async def practices_in(
    portal: Portal, queue: Queue, filters: Filters, *, by: Actor
) -> tuple[tuple[Reached, ...], bool]:
    """List whom a message to everybody in a list reaches, and tell whether there are more than can be."""
    found = await listed(portal, queue, filters, by=by, limit=MOST)
    return await reached(_newest(found.lines)), found.after is not None


async def practices_of(portal: Portal, numbers: Sequence[str]) -> tuple[Reached, ...]:
    """List whom a message about these requests reaches, each practice once."""
    if len(set(numbers)) > MOST:
        raise Invalid({"": f"Choose {MOST} at most at one time"})
    return await reached(_newest(await selected(portal, numbers)))


async def write_to_each(
    portal: Portal, numbers: Sequence[str], text: str, once: UUID, *, by: Actor
) -> tuple[Sent, ...]:
    """Write to each practice in a change of its own; Invalid at `text`, TooMany.

    The same form sent again writes to nobody twice.
    """
    everybody = await practices_of(portal, numbers)
    if not text.strip():
        raise Invalid({"text": "Write your message"})
    await PER_HOUR.spend(str(by.account))
    told = [Sent(each, await _write(portal, each, text, once, by)) for each in everybody]
    sent = sum(not each.against for each in told)
    await note("messages.written-to-many", by=by, subject=("message", once), practices=sent)
    return tuple(told)


async def _write(portal: Portal, to: Reached, text: str, once: UUID, by: Actor) -> str:
    if not to.email:
        return NOBODY
    message = NewMessage(text=text, once=uuid5(once, str(to.group)), seen=0)
    try:
        await write_to(portal, to.number, message, by=by)
    except (NotFound, Invalid) as problem:
        return str(problem) or NOT_SENT
    return ""


def _newest(lines: Sequence[Line]) -> dict[UUID, Line]:
    """The newest request of each practice, by the number."""
    return {line.group_key: line for line in sorted(lines, key=lambda each: each.number)}
