"""How a practice and its draft move from state to state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.actor import Actor
from core.audit import change
from core.groups.records import GroupFacts
from core.groups.states import GROUP
from core.groups.tables import Group
from core.moves import NotNow

# What a move is called in the trail.
EVENTS: Mapping[tuple[str, str], str] = {
    ("waiting", "active"): "activated",
    ("active", "suspended"): "suspended",
    ("suspended", "active"): "resumed",
}


async def moving(
    group: GroupFacts, to: str, *, by: Actor, values: Mapping[str, Any] | None = None, **details: Any
) -> GroupFacts:
    """Put a locked group into another state, which nothing else does; NotNow for a move that is none.

    `values` are written as well. Returns the group as it is now.
    """
    what, moved = EVENTS.get((group.state, to), to), {"was": group.state, "to": to}
    async with change(f"group.{what}", by=by, subject=("group", group.id), **moved, **details):
        GROUP.require(group.state, to)
        changed = {"state": to, **(values or {})}
        columns: dict[Any, Any] = {Group.state: to}
        columns |= {getattr(Group, name): value for name, value in changed.items()}
        as_read = (Group.id == group.id) & (Group.state == group.state)
        if not await Group.update(columns).where(as_read).returning(Group.id):
            raise NotNow("Someone else was faster.")
    return replace(group, **changed)
