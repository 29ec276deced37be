"""Practices as others look for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.groups.practice_names import folded_practice
from core.groups.records import GroupDetails, MemberDetails
from core.groups.tables import Group, Member


async def groups_called(name: str) -> list[UUID]:
    """Find the practices of this name, however it is spelled, that were not closed; a few at most."""
    folded = folded_practice(name)
    there = (Group.folded_name == folded) & (Group.state != "closed")
    rows = await Group.select(Group.id).where(there).order_by(Group.created_at).limit(20) if folded else []
    return [row["id"] for row in rows]


async def look_alikes(group: UUID) -> list[UUID]:
    """Find the practices that may be this one: the same name, and postcode, phone or sponsor's NPI.

    Four statements at most, however many practices have that name.
    """
    own = await Group.select().where(Group.id == group).first().output(load_json=True)
    if own is None or not own["folded_name"]:
        return []
    alike = (Group.folded_name == own["folded_name"]) & (Group.id != group) & (Group.state != "closed")
    rows = await Group.select().where(alike).order_by(Group.created_at).limit(50).output(load_json=True)
    if not rows:
        return []
    npis = await _npis_of_sponsors([group, *(row["id"] for row in rows)])
    marks = _marks(own, npis)
    return [row["id"] for row in rows if marks & _marks(row, npis)]


def _marks(group: Mapping[str, Any], npis: Mapping[UUID, str]) -> set[tuple[str, str]]:
    """What tells two practices of one name to be the same; any of them does."""
    details = GroupDetails.model_validate(group["details"])
    found = {"postcode": group["postcode"][:5], "phone": details.phone, "npi": npis.get(group["id"], "")}
    return {(name, value) for name, value in found.items() if value}


async def _npis_of_sponsors(groups: Sequence[UUID]) -> dict[UUID, str]:
    there = Member.group.is_in(list(groups)) & (Member.asked_as == "sponsor")
    rows = await Member.select(Member.group, Member.details).where(there).output(load_json=True)
    return {row["group"]: MemberDetails.model_validate(row["details"]).npi for row in rows}


async def is_stored(group: UUID) -> bool:
    """Tell whether there is such a practice."""
    return bool(await Group.exists().where(Group.id == group))
