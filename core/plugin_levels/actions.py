"""Keeping what a check of a plugin found."""

from __future__ import annotations

from core import clock
from core.actor import Actor
from core.audit import change
from core.plugin_levels.tables import CheckedPlugin


async def keep_level(slug: str, version: str, digest: str, level: str, *, by: Actor) -> None:
    """Keep which level a plugin reached with exactly these files, in place of what was found before."""
    table = CheckedPlugin
    row = table(digest=digest, slug=slug, version=version, level=level, at=clock.now())
    async with change("plugin.checked", by=by, slug=slug, version=version, level=level, digest=digest):
        await table.delete().where(table.digest == digest)
        await table.insert(row)
