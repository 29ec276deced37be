"""Reads the changes of a site."""

from __future__ import annotations

from typing import Any

from piccolo.query import Max

from core.running.records import Change, Setting
from core.running.tables import SiteChange


async def newest() -> int:
    """Return the number of the newest change; 0 when there is none."""
    [row] = await SiteChange.select(Max(SiteChange.number, alias="newest"))
    return int(row["newest"] or 0)


async def every_change() -> tuple[Change, ...]:
    """Return all changes of the site, the oldest first."""
    rows = await SiteChange.select().order_by(SiteChange.number).output(load_json=True)
    return tuple(map(_change, rows))


def _change(row: dict[str, Any]) -> Change:
    settings = tuple(Setting(tuple(path), before, after) for path, before, after in row["settings"])
    return Change(
        row["number"],
        settings,
        row["begins_at"],
        row["reason"],
        row["made_at"],
        row["made_name"],
        row["undoes"],
    )
