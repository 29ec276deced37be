"""Staff look at the page of a person or a practice: one event a visit, however often it is opened."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import note
from core.console.queries.lookers import has_looked

VISIT = timedelta(minutes=15)


async def looks_at(kind: str, subject: UUID, *, by: Actor) -> None:
    """Note that somebody of the staff sees a person or a practice, unless they did so a moment ago."""
    if not await has_looked(kind, subject, by.account, since=clock.now() - VISIT):
        await note(f"{kind}.viewed", by=by, subject=(kind, subject))
