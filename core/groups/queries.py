"""Practices as others look for them."""

from __future__ import annotations

from uuid import UUID

from core.groups.tables import Group


async def only_group_called(name_key: str) -> UUID | None:
    """Find the practice of this name, in the spelling that names are compared in; None unless it is one."""
    found = await Group.select(Group.id).where(Group.name_key == name_key).limit(2) if name_key else []
    return found[0]["id"] if len(found) == 1 else None


async def is_stored(group: UUID) -> bool:
    """Tell whether there is such a practice."""
    return bool(await Group.exists().where(Group.id == group))
