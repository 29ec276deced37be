"""The sides that suspended one access for itself, and how one of them ends that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.access.lines import Line
from core.access.tables import Grant
from core.actor import Actor
from core.audit import Event, note_each
from core.database.rows import by_key

# The side of a suspension that lasts until a colleague's authority counts again.
AUTHORITY = "authority"


async def strike_side_out(lines: Sequence[Line], side: str, *, by: Actor) -> list[Line]:
    """Strike one side out of these locked lines; part of a change. Returns them as they are then."""
    if not lines:
        return []
    left = {line.id: _without(line.grant.suspended_by, side) for line in lines}
    await Grant.update({Grant.suspended_by: by_key(Grant.suspended_by, left)}).where(Grant.id.is_in([*left]))
    note_each(
        Event("grant.suspension-ended", by, ("grant", line.id), {"suspended_by": side}) for line in lines
    )
    return [replace(line, grant=replace(line.grant, suspended_by=left[line.id])) for line in lines]


def _without(sides: str, side: str) -> str:
    return " ".join(each for each in sides.split() if each != side)
