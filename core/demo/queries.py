"""What the demo has to find to carry its stories on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.access.tables import WorkItem


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """A piece of work that waits for people, with the number of its steps."""

    id: UUID
    application: str
    steps: int


async def work_of_people() -> list[WaitingWork]:
    """List the work that waits for people and that nobody has, by application and name of the person."""
    waiting = WorkItem.select().where((WorkItem.state == "people") & WorkItem.assignee.is_null())
    rows = await waiting.order_by(WorkItem.application, WorkItem.person_key, WorkItem.key).output(
        load_json=True
    )
    return [WaitingWork(row["id"], row["application"], len(row["steps"])) for row in rows]
