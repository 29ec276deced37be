"""What applications keep of a practice as a whole; part of the change that decides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.groups.records import GroupFacts
from core.groups.tables import Group


async def keep_of_group(group: GroupFacts, kept: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep this of a locked group, by application, in place of what these kept."""
    values: dict[Any, Any] = {Group.kept: {**group.kept, **kept}}
    await Group.update(values).where(Group.id == group.id)
