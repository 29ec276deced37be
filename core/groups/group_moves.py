"""How a practice and its draft move from state to state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from core.access.lines import Row
from core.access.states import ENROLMENT, GROUP, NotNow
from core.actor import Actor
from core.audit import change
from core.groups.tables import Enrolment, Group

# What a move is called in the trail.
EVENTS: Mapping[tuple[str, str], str] = {
    ("waiting", "active"): "activated",
    ("active", "suspended"): "suspended",
    ("suspended", "active"): "resumed",
}


async def moving(
    group: Row, to: str, *, by: Actor, values: Mapping[str, Any] | None = None, **details: Any
) -> Row:
    """Put a locked group into another state, which nothing else does; NotNow for a move that is none.

    `values` are written as well. Returns the group as it is now.
    """
    what, moved = EVENTS.get((group["state"], to), to), {"was": group["state"], "to": to}
    async with change(f"group.{what}", by=by, subject=("group", group["id"]), **moved, **details):
        GROUP.require(group["state"], to)
        changed = {"state": to, **(values or {})}
        columns: dict[Any, Any] = {Group.state: to}
        columns |= {getattr(Group, name): value for name, value in changed.items()}
        as_read = (Group.id == group["id"]) & (Group.state == group["state"])
        if not await Group.update(columns).where(as_read).returning(Group.id):
            raise NotNow("Somebody else was faster.")
    return group | changed


async def moving_draft(enrolment: UUID, state: str, to: str, *, by: Actor) -> None:
    """Put a locked draft into another state, which nothing else does; NotNow for a move that is none."""
    moved = {"was": state, "to": to}
    async with change(f"enrolment.{to}", by=by, subject=("enrolment", enrolment), **moved):
        ENROLMENT.require(state, to)
        columns: dict[Any, Any] = {Enrolment.state: to, Enrolment.open_for: None}
        as_read = (Enrolment.id == enrolment) & (Enrolment.state == state)
        if not await Enrolment.update(columns).where(as_read).returning(Enrolment.id):
            raise NotNow("Somebody else was faster.")
