"""Reading the work of applications, and in which practices they are used."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.access.states import PREPARED
from core.access.tables import Grant
from core.plugin_work.tables import PluginWork

AT_ONCE = 500


async def known_work() -> dict[str, bool]:
    """List all work that there is by its key, and whether it is to be done at all."""
    rows = await PluginWork.select(PluginWork.key, PluginWork.due)
    return {row["key"]: row["due"] is not None for row in rows}


async def practices_with(slug: str, after: UUID | None) -> Sequence[UUID]:
    """List the keys of practices in which an application is used, in order, behind one of them."""
    group = Grant.member.group
    used = (Grant.application == slug) & Grant.state.is_in(list(PREPARED))
    if after is not None:
        used &= group > after
    rows = (
        await Grant.select(group.as_alias("group")).where(used).group_by(group).order_by(group).limit(AT_ONCE)
    )
    return [UUID(str(row["group"])) for row in rows]
