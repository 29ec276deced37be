"""Staff look at a person, a practice or the trail: one event a visit, however often the page is opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import Subject, note
from core.console.queries.lookers import has_looked

VISIT = timedelta(minutes=15)


async def looks_at(kind: str, subject: UUID, *, by: Actor) -> None:
    """Note that somebody of the staff sees a person or a practice, unless they did so a moment ago."""
    if not await has_looked(kind, subject, by.account, since=clock.now() - VISIT):
        await note(f"{kind}.viewed", by=by, subject=(kind, subject))


async def looks_into(kind: str, subject: Subject, asked: Mapping[str, str], *, by: Actor) -> None:
    """Note that somebody reads something whole, and what they look for, unless they did so a moment ago."""
    since = clock.now() - VISIT
    if not await has_looked(kind, subject[1], by.account, since=since, asked=asked):
        await note(f"{kind}.viewed", by=by, subject=subject, asked=dict(asked))
