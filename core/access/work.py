"""Putting work into the queue; always part of the change that causes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access.lines import Line
from core.access.tables import Grant, WorkItem
from core.database.rows import insert_all

Kind = Literal["grant", "revoke", "check"]
OPEN = ("waiting", "people", "failed", "dead")
NOT_REFUSED = ("waiting", "people", "dead")


async def queue(line: Line, kind: Kind, *, over: Sequence[str] = OPEN) -> UUID:
    """Something to do for a grant that is locked; whatever was to be done for it before is over.

    `over` are the states of such work. A check leaves other work alone.
    """
    (item,) = await queue_each([line], kind, over=over)
    return item


async def queue_each(lines: Sequence[Line], kind: Kind, *, over: Sequence[str] = OPEN) -> list[UUID]:
    """The same for any number of grants, with as many statements as for one."""
    if not lines:
        return []
    if kind != "check":
        grants = [line.id for line in lines]
        later: dict[Any, Any] = {Grant.generation: Grant.generation + 1}
        await Grant.update(later).where(Grant.id.is_in(grants))
        await supersede(*grants, states=over)
    items = [_item(line, kind) for line in lines]
    await insert_all(WorkItem, items)
    return [item.id for item in items]


def _item(line: Line, kind: Kind) -> WorkItem:
    generation = line.grant.generation + (kind != "check")
    item = WorkItem(
        id=uuid4(),
        grant=line.id,
        application=line.grant.application,
        kind=kind,
        generation=generation,
        turn=turn_of(line),
        due=clock.now(),
        made_at=clock.now(),
    )
    item.key = f"{line.id}:{generation}" if kind != "check" else f"{item.id}"
    return item


async def supersede(*grants: UUID, states: Sequence[str] = OPEN) -> None:
    """Work of earlier times is over; who is at it right now finds the lease gone."""
    values: dict[Any, Any] = {
        WorkItem.state: "over",
        WorkItem.due: None,
        WorkItem.lease: None,
        WorkItem.ended_at: clock.now(),
    }
    theirs = WorkItem.grant.is_in(list(grants)) & WorkItem.state.is_in(list(states))
    await WorkItem.update(values).where(theirs)


async def may_be_there(grant: UUID) -> bool:
    """Whether something may exist at the application that nobody has taken away.

    That is so after every attempt to give access whose end is not known, and while it is still to be taken
    away, until that has succeeded.
    """
    query = WorkItem.select().where(WorkItem.grant == grant, WorkItem.kind != "check")
    for item in await query.order_by(WorkItem.generation, ascending=False):
        if item["kind"] == "revoke":
            return bool(item["state"] != "done")
        if item["attempts"] and not _only_refused(item):
            return True
    return False


def _only_refused(item: dict[str, Any]) -> bool:
    """Asked once, and told that nothing was done."""
    return bool(item["attempts"] == 1 and not item["failures"] and item["words"])


def turn_of(line: Line) -> str:
    """Person and application: work with the same turn is done one after the other."""
    return f"{line.grant.application}:{line.member.person or line.member.id}"
