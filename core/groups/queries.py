"""Practices as others look for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.groups.marks import Kind
from core.groups.practice_names import folded_practice
from core.groups.records import GroupDetails
from core.groups.tables import Appointment, Group, PracticeMark

# Of a telephone number that a whole hospital gives, the oldest practices are shown.
MOST_MARKS = 200


async def groups_called(name: str) -> list[UUID]:
    """Find the practices of this name, however it is spelled, that were not closed; a few at most."""
    folded = folded_practice(name)
    there = (Group.folded_name == folded) & (Group.state != "closed")
    rows = await Group.select(Group.id).where(there).order_by(Group.created_at).limit(20) if folded else []
    return [row["id"] for row in rows]


async def any_active_group() -> UUID | None:
    """Find whichever active practice comes first; None where there is none."""
    row = await Group.select(Group.id).where(Group.state == "active").first()
    return row["id"] if row else None


@dataclass(frozen=True, slots=True)
class PracticeToJoin:
    """A practice as whoever is not in it may know it."""

    id: UUID
    name: str
    place: str


async def groups_like(folded: str, most: int) -> tuple[PracticeToJoin, ...]:
    """Find active practices whose name, as names are compared, has these letters in it; one statement."""
    there = Group.folded_name.like(f"%{folded}%") & (Group.state == "active")
    query = Group.select(Group.id, Group.name, Group.jurisdiction, Group.details).where(there)
    rows = await query.order_by(Group.name, Group.id).limit(most).output(load_json=True)
    return tuple(PracticeToJoin(row["id"], row["name"], _place(row)) for row in rows)


def _place(row: Mapping[str, Any]) -> str:
    city = GroupDetails.model_validate(row["details"]).city
    return ", ".join(each for each in (city, row["jurisdiction"]) if each)


async def look_alikes(group: UUID) -> dict[UUID, frozenset[Kind]]:
    """Find the practices that may be this one, the oldest first, and what they have in common.

    Two statements, both by index, however many practices there are.
    """
    own = await PracticeMark.select(PracticeMark.mark).where(PracticeMark.group == group)
    if not own:
        return {}
    mark, other = PracticeMark.mark, PracticeMark.group
    shared = mark.is_in([row["mark"] for row in own]) & (other != group) & (other.state != "closed")
    query = PracticeMark.select(other, PracticeMark.kind).where(shared)
    found: dict[UUID, frozenset[Kind]] = {}
    for row in await query.order_by(other.created_at, other).limit(MOST_MARKS):
        found[row["group"]] = found.get(row["group"], frozenset()) | {row["kind"]}
    return found


async def is_stored(group: UUID) -> bool:
    """Tell whether there is such a practice."""
    return bool(await Group.exists().where(Group.id == group))


async def former_sponsor(group: UUID) -> UUID | None:
    """Find the member who sponsored a group before whoever does now; None when there was nobody."""
    ended = (Appointment.group == group) & (Appointment.part == "sponsor") & (Appointment.state == "ended")
    query = Appointment.select(Appointment.member).where(ended)
    row = await query.order_by(Appointment.until, ascending=False).first()
    return row["member"] if row else None
