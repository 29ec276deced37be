"""What happens to people and practices that makes what they have be looked at again."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from core import clock
from core.due.actions import schedule

Cause = Literal["role", "sponsor", "license", "dormancy"]


def kind_of(cause: Cause) -> str:
    """Return under which kind a cause comes due."""
    return f"review.after-{cause}"


async def look_again(cause: Cause, subject: UUID) -> None:
    """Have what somebody has looked at again, or with a new sponsor a practice; part of the change."""
    await schedule(kind_of(cause), subject, clock.now())
