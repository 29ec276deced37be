"""Changes that practices asked for: those that wait for support, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from core.database.rows import own_columns
from core.errors import NotFound
from core.names import full_name
from core.office.tables import ChangeRequest

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """One answer that is to change: its label, what it is now, and what it is to be."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class AskedChange:
    """A change that was asked for, of a `person` or of a practice; `wanted` are the answers to be kept."""

    id: UUID
    group: UUID
    group_name: str
    member: UUID | None
    person: str
    kind: str
    wanted: Mapping[str, Any]
    shown: tuple[Wanted, ...]
    why: str
    state: str
    asked_by: UUID | None
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    reason: str
    from_day: date | None


async def change_asked(key: UUID) -> AskedChange:
    """Find a change that somebody asked for; NotFound."""
    found = await _changes(ChangeRequest.id == key)
    if not found:
        raise NotFound
    return found[0]


async def open_change_of(subject: UUID) -> AskedChange | None:
    """Find the change that waits for support about a practice or a member."""
    found = await _changes(ChangeRequest.open_for == subject)
    return found[0] if found else None


async def waiting_changes(after: str = "", limit: int = PAGE) -> tuple[tuple[AskedChange, ...], str]:
    """List a page of what waits for support, the longest waiting first, and the place of the next page."""
    where: Any = ChangeRequest.state == "open"
    if after:
        where &= ChangeRequest.asked_at > _moment(after)
    found = await _changes(where, limit + 1)
    following = found[limit - 1].asked_at.isoformat() if len(found) > limit else ""
    return found[:limit], following


async def approved_changes(group: UUID, kind: str, limit: int = 5) -> tuple[AskedChange, ...]:
    """List the newest changes of a kind that support approved in a practice, the newest first."""
    where = (
        (ChangeRequest.group == group) & (ChangeRequest.kind == kind) & (ChangeRequest.state == "approved")
    )
    return await _changes(where, limit, newest=True)


async def merges_under_way() -> tuple[AskedChange, ...]:
    """List the merges of practices that wait for a second person or for their day."""
    under_way = ChangeRequest.state.is_in(["open", "planned"])
    return await _changes((ChangeRequest.kind == "merge") & under_way, 500)


async def planned_changes(limit: int = PAGE) -> tuple[AskedChange, ...]:
    """List what was approved for a day to come, at most a page of it."""
    return await _changes(ChangeRequest.state == "planned", limit)


def _moment(text: str) -> datetime:
    """Read the place in a list; its beginning for a text that names none."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime(1970, 1, 1, tzinfo=UTC)


async def _changes(where: Any, limit: int = 1, *, newest: bool = False) -> tuple[AskedChange, ...]:
    of: Any = ChangeRequest.member
    names = (ChangeRequest.group.name.as_alias("group_name"), of.first_name, of.last_name)
    query = ChangeRequest.select(*ChangeRequest.all_columns(), *names).where(where)
    ordered = query.order_by(ChangeRequest.asked_at, ascending=not newest)
    rows = await ordered.limit(limit).output(load_json=True)
    return tuple(_change(row) for row in rows)


def _change(row: Mapping[str, Any]) -> AskedChange:
    shown = tuple(Wanted(*each) for each in row["shown"])
    person = full_name(row["member.first_name"], row["member.last_name"]) if row["member"] else ""
    return AskedChange(**{**own_columns(AskedChange, {**row, "person": person}), "shown": shown})
