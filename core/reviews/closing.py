"""A review is over: nothing of it comes due any more but its evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.reviews.tables import Round

# What comes due of a review: its dates, questions to others than the practice, and its evidence.
DATES, ASK, SEAL = "review.dates", "review.ask", "review.seal"


async def end_review(review: UUID, *, by: Actor) -> None:
    """End a review in which nothing is left to answer."""
    async with change("review.closed", by=by, subject=("review", review)):
        now: dict[Any, Any] = {
            Round.state: "done",
            Round.closed_at: clock.now(),
            Round.open_for: None,
        }
        await Round.update(now).where(Round.id == review)
        await schedule(DATES, review, None)
        await schedule(ASK, review, None)
        await schedule(SEAL, review, clock.now())
