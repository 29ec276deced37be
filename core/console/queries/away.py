"""Who of the staff is away until when, who has their work, and what was handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.access.tables import Request, WorkItem
from core.console.queries.queues import OPEN
from core.console.tables import Away, HandedOn

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody of the staff who is away; `to` gets their work, or with None everybody does."""

    account: UUID
    name: str
    until: datetime
    to: UUID | None
    to_name: str
    by_name: str

    @property
    def sends_to(self) -> str:
        """Who gets the work, in words."""
        return self.to_name or "all colleagues"

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return self.until <= clock.now()


@dataclass(frozen=True, slots=True)
class HeldWork:
    """A piece of work that somebody has, and the application it is for."""

    id: UUID
    application: str


async def absence_of(who: UUID | None) -> Absence | None:
    """Find how long somebody is away, also when that time is just over; one statement."""
    row = await Away.select().where(Away.id == who).first()
    return _absence(row) if row else None


async def absences() -> Mapping[UUID, Absence]:
    """List who is away now; one statement, no more rows than there are staff."""
    rows = await Away.select().where(Away.until > clock.now())
    return {row["id"]: _absence(row) for row in rows}


async def away_now(who: UUID | None) -> Absence | None:
    """Find how long somebody is away, if they are; one statement, none for nobody."""
    found = await absence_of(who) if who else None
    return found if found and not found.over else None


async def given_by(key: UUID, holder: UUID | None) -> Absence | None:
    """Find whose work this is that `holder` has, or everybody, because its owner is away now."""
    row = await HandedOn.select().where(HandedOn.id == key).first()
    if row is None or row["to"] != holder:
        return None
    return await away_now(row["away"])


async def work_held(account: UUID) -> list[HeldWork]:
    """List work of people that somebody has, the oldest first, so much as is handed on at one time."""
    theirs = (WorkItem.assignee == account) & (WorkItem.state == "people")
    query = WorkItem.select(WorkItem.id, WorkItem.application).where(theirs).order_by(WorkItem.made_at)
    return [HeldWork(row["id"], row["application"]) for row in await query.limit(AT_ONCE)]


async def requests_held(account: UUID) -> list[str]:
    """List the numbers of open requests that somebody has, so many as are handed on at one time."""
    theirs = (Request.assignee == account) & Request.state.is_in(list(OPEN))
    rows = await Request.select(Request.number).where(theirs).order_by(Request.number).limit(AT_ONCE)
    return [row["number"] for row in rows]


def _absence(row: Mapping[str, Any]) -> Absence:
    names = ("name", "until", "to", "to_name", "by_name")
    return Absence(row["id"], **{name: row[name] for name in names})
