"""How long it takes until access works: measured, and before that the site’s own figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_high
from typing import Any

from core import business_days
from core.access.tables import WorkItem
from core.database import may_be_late
from core.portal import Portal

# The median of so many grants, the newest; fewer than the least say nothing, and could point at somebody.
MEASURED_OVER = 50
LEAST = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """One application: `days` are business days, `grants` how many they were measured over, 0 for the site’s
    own figure; `within` is what nine of ten kept to.
    """

    slug: str
    name: str
    days: int
    site_days: int
    grants: int = 0
    within: int | None = None


async def figures(portal: Portal, slugs: Iterable[str] | None = None) -> dict[str, Figure]:
    """Return the figure of every application, or of these; one statement, however many there are."""
    wanted = [slug for slug in portal.applications if slugs is None or slug in set(slugs)]
    rows = await _newest(wanted) if wanted else []
    return {
        slug: _figure(portal, slug, [row for row in rows if row["application"] == slug]) for slug in wanted
    }


@may_be_late
async def _newest(slugs: list[str]) -> list[dict[str, Any]]:
    """When the newest grants of each application were asked for and done; each part is limited by itself."""
    part = (
        "SELECT * FROM (SELECT application, made_at, ended_at FROM work_item"
        " WHERE application = {} AND kind = 'grant' AND state = 'done'"
        " ORDER BY ended_at DESC LIMIT {}) AS newest"
    )
    given = [value for slug in slugs for value in (slug, MEASURED_OVER)]
    return list(await WorkItem.raw(" UNION ALL ".join([part] * len(slugs)), *given))


def _figure(portal: Portal, slug: str, rows: list[dict[str, Any]]) -> Figure:
    application = portal.applications[slug]
    named, planned = (slug, application.name), application.expected_days
    if len(rows) < LEAST:
        return Figure(*named, planned, planned)
    took = sorted(_took(portal, row) for row in rows)
    return Figure(*named, median_high(took), planned, len(took), took[-(-len(took) * 9 // 10) - 1])


def _took(portal: Portal, row: dict[str, Any]) -> int:
    """At least one: what was done the same day took a day, not none."""
    return max(1, business_days.between(portal.site, row["made_at"], row["ended_at"]))
