"""What staff leave alone until a date: out of their lists until then, and back by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from piccolo.columns.combination import WhereRaw

from core import clock
from core.console.tables import PutOff

What = Literal["access_request", "work_item"]
# What a list leaves out until its date, shows alone, or does not care about.
READY, LATER, ALL = "", "later", "all"


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when something is left alone, why, and who said so."""

    until: datetime
    reason: str
    by: str


def among(what: What, shown: str) -> list[WhereRaw]:
    """Return the conditions for a list that shows what is ready, what waits, or both."""
    if shown == ALL:
        return []
    there = "EXISTS" if shown == LATER else "NOT EXISTS"
    waits = (
        f"{there} (SELECT 1 FROM staff_waiting WHERE staff_waiting.id = {what}.id"  # noqa: S608 - constants of ours
        f" AND staff_waiting.state = {what}.state AND staff_waiting.until > {{}})"
    )
    return [WhereRaw(waits, clock.now())]


async def waits_of(states: Mapping[UUID, str]) -> Mapping[UUID, Wait]:
    """Say which of these are left alone now, each being in its state; one statement."""
    if not states:
        return {}
    rows = await PutOff.select().where(PutOff.id.is_in(list(states)), PutOff.until > clock.now())
    return {
        row["id"]: Wait(row["until"], row["reason"], row["by_name"])
        for row in rows
        if row["state"] == states[row["id"]]
    }
