"""Use of which the application itself tells: it counts beside what is known here, and takes nothing away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from core.actor import SYSTEM, Actor
from core.audit import change
from core.usage.tables import Use

AT_ONCE = 500
# Whoever notes a newer use at the same moment is not overwritten.
NEWER: Mapping[str, Any] = {
    "target": Use.grant,
    "action": "DO UPDATE",
    "values": [Use.there_at],
    "where": WhereRaw(
        '"application_use"."there_at" IS NULL OR "application_use"."there_at" < EXCLUDED."there_at"'
    ),
}


@dataclass(frozen=True, slots=True)
class LastUse:
    """When access was used last, and whether it is the application that says so."""

    at: datetime
    there: bool


async def last_uses(grants: Sequence[UUID]) -> dict[UUID, LastUse]:
    """Return when each of these accesses was used last, of those that were; one statement."""
    rows = await Use.select().where(Use.grant.is_in(list(grants))) if grants else []
    told = [(row["grant"], row[name], name == "there_at") for row in rows for name in ("there_at", "last_at")]
    # Of the same moment it is known here that it was opened from here.
    known = sorted((each for each in told if each[1]), key=lambda each: (each[1], not each[2]))
    return {grant: LastUse(at, there) for grant, at, there in known}


async def note_told(slug: str, uses: Mapping[UUID, datetime], unknown: int, *, by: Actor = SYSTEM) -> int:
    """Note when accesses to an application were used there, as far as that is news; return how many are.

    `unknown` counts uses of accounts that belong to no access here.
    """
    known = await _known(list(uses))
    news = {key: at for key, at in uses.items() if key not in known or at > known[key]}
    if not news:
        return 0
    about = {"accesses": len(news), "unknown": unknown}
    async with change("application.use-told", by=by, subject=("application", slug), **about):
        rows = [Use(grant=key, first_at=None, last_at=None, times=0, there_at=at) for key, at in news.items()]
        for start in range(0, len(rows), AT_ONCE):
            await Use.insert(*rows[start : start + AT_ONCE]).on_conflict(**NEWER)
    return len(news)


async def _known(keys: Sequence[UUID]) -> dict[UUID, datetime]:
    known: dict[UUID, datetime] = {}
    for start in range(0, len(keys), AT_ONCE):
        theirs = Use.grant.is_in(list(keys[start : start + AT_ONCE])) & Use.there_at.is_not_null()
        rows = await Use.select(Use.grant, Use.there_at).where(theirs)
        known |= {row["grant"]: row["there_at"] for row in rows}
    return known
