"""How a draft moves from state to state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.actor import Actor
from core.audit import change
from core.enrollment.states import ENROLLMENT
from core.enrollment.tables import Enrollment
from core.enrollment.waiting import forget_rows
from core.moves import NotNow
from core.search import remove_entries


async def moving_draft(enrollment: UUID, state: str, to: str, *, by: Actor) -> None:
    """Put a locked draft into another state, which nothing else does; NotNow for a move that is none."""
    moved = {"was": state, "to": to}
    async with change(f"enrollment.{to}", by=by, subject=("enrollment", enrollment), **moved):
        ENROLLMENT.require(state, to)
        columns: dict[Any, Any] = {Enrollment.state: to, Enrollment.open_for: None}
        as_read = (Enrollment.id == enrollment) & (Enrollment.state == state)
        if not await Enrollment.update(columns).where(as_read).returning(Enrollment.id):
            raise NotNow("Someone else was faster.")
        await remove_entries([enrollment])
        await forget_rows(enrollment)
