"""Whose turn it is at the pages that plugins own, as the plugins say it."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.plugin_api import Audience
from core.requests.tables import PageTurn


async def has_turn(grant: UUID, path: str) -> bool:
    """Tell whether it is somebody's turn on a page of an access."""
    return await PageTurn.exists().where(PageTurn.key == f"{grant}:{path}")


async def keep_turn(grant: UUID, path: str, whom: Audience | None, to_do: str) -> None:
    """Keep who does what on a page next, or that nobody has to; part of the plugin's change."""
    key = f"{grant}:{path}"
    await PageTurn.delete().where(PageTurn.key == key)
    if whom is not None:
        row = PageTurn(grant=grant, path=path, whose=whom, words=to_do[:200], since=clock.now(), key=key)
        await PageTurn.insert(row)
