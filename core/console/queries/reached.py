"""Who reads what support writes to a practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.console.queries.queues import Line
from core.groups.rights import administrators_of


@dataclass(frozen=True, slots=True)
class Reached:
    """A practice, the request a message is about, and the mailbox of whoever acts for it; "" for none."""

    group: UUID
    name: str
    number: str
    administrator: str
    email: str


async def reached(lines: Mapping[UUID, Line]) -> tuple[Reached, ...]:
    """Say for each practice with its request who reads a message, in the order of numbers; one statement."""
    everybody = await administrators_of(lines.keys()) if lines else {}
    return tuple(
        Reached(
            key,
            line.group,
            line.number,
            everybody[key].first_name if key in everybody else "",
            everybody[key].email if key in everybody else "",
        )
        for key, line in lines.items()
    )
