"""Putting work into the queue; always part of the change that causes it."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access.lines import Line
from core.access.tables import Grant
from core.provisioning.tables import WorkItem

Kind = Literal["grant", "revoke", "check"]
OPEN = ("waiting", "people", "failed", "dead")


async def queue(line: Line, kind: Kind) -> UUID:
    """Something to do for a grant that is locked; whatever was to be done for it before is over.

    A check leaves other work alone.
    """
    generation = line.grant["generation"]
    if kind != "check":
        generation += 1
        await Grant.update({Grant.generation: generation}).where(Grant.id == line.id)
        await supersede(line.id)
    item = WorkItem(
        id=uuid4(),
        grant=line.id,
        application=line.grant["application"],
        kind=kind,
        generation=generation,
        turn=turn_of(line),
        due=clock.now(),
        made_at=clock.now(),
    )
    item.key = f"{line.id}:{generation}" if kind != "check" else f"{item.id}"
    await WorkItem.insert(item)
    return item.id


async def supersede(grant: UUID) -> None:
    """Work of earlier times is over; who is at it right now finds the lease gone."""
    values: dict[Any, Any] = {
        WorkItem.state: "over",
        WorkItem.due: None,
        WorkItem.lease: None,
        WorkItem.ended_at: clock.now(),
    }
    await WorkItem.update(values).where(WorkItem.grant == grant, WorkItem.state.is_in(list(OPEN)))


def turn_of(line: Line) -> str:
    """Person and application: work with the same turn is done one after the other."""
    return f"{line.grant['application']}:{line.member['person'] or line.member['id']}"
