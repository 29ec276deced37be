"""What refers to a facility, lies in a region or waits for a day: counted before a site is changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core import business_days
from core.access.states import ALIVE
from core.portal import Portal
from core.running.tables import SiteChange
from core.site import SiteProfile
from core.usage.queries import COMING

_ALIVE = ", ".join(f"'{state}'" for state in ALIVE)
_COMING = ", ".join(f"'{state}'" for state in sorted(COMING))
# Answers are stored as they were written, so that a code stands in them between quotation marks.
_REFERRING = f"""
SELECT 'practices' AS what, COUNT(*) AS number FROM practice_group AS g
WHERE g.state <> 'closed' AND g.facility = {{}}
UNION ALL SELECT 'drafts', COUNT(DISTINCT e.id) FROM enrollment AS e WHERE e.state = 'draft' AND (
  EXISTS (SELECT 1 FROM enrollment_section AS n
    WHERE n.enrollment = e.id AND CAST(n.answers AS TEXT) LIKE {{}} ESCAPE '!')
  OR EXISTS (SELECT 1 FROM enrollment_person AS p
    WHERE p.enrollment = e.id AND CAST(p.applications AS TEXT) LIKE {{}} ESCAPE '!'))
UNION ALL SELECT 'access', COUNT(*) FROM access_grant AS x WHERE x.state IN ({_ALIVE})
  AND (CAST(x.answers AS TEXT) LIKE {{}} ESCAPE '!' OR CAST(x.kept AS TEXT) LIKE {{}} ESCAPE '!')
UNION ALL SELECT 'kept', COUNT(*) FROM practice_group AS g
WHERE g.state <> 'closed' AND CAST(g.kept AS TEXT) LIKE {{}} ESCAPE '!'
"""  # noqa: S608 - constants of ours
_PLACES = """
SELECT g.jurisdiction AS state, g.postcode AS postcode, COUNT(*) AS number FROM practice_group AS g
WHERE g.state <> 'closed' AND g.jurisdiction IN ({}, {}) GROUP BY g.jurisdiction, g.postcode
"""
_WAITING = f"""
SELECT x.application AS application, x.changed_at AS since FROM access_grant AS x
WHERE x.state IN ({_COMING}) ORDER BY x.changed_at DESC LIMIT {{}}
"""  # noqa: S608 - constants of ours
# So many are looked at one by one, those that began last first.
MOST_WAITING = 2_000


@dataclass(frozen=True, slots=True)
class Referring:
    """How much names a facility: practices as their primary one, drafts, access, and what practices chose."""

    practices: int
    drafts: int
    access: int
    kept: int

    @property
    def anything(self) -> bool:
        """Whether anything names it."""
        return any((self.practices, self.drafts, self.access, self.kept))


async def referring_to(facility: str) -> Referring:
    """Count what names a facility; one statement."""
    inside = f"%{_unlike(json.dumps(facility))}%"
    rows = await SiteChange.raw(_REFERRING, facility, *[inside] * 5)
    return Referring(**{row["what"]: row["number"] for row in rows})


async def moved_between(before: SiteProfile, after: SiteProfile, region: str) -> tuple[int, int, int]:
    """Count the practices that a region has, gets and loses by a change; one statement."""
    regions = [each for site in (before, after) if (each := site.region(region))]
    if not regions:
        return 0, 0, 0
    states = [each.jurisdiction for each in regions]
    has = gets = loses = 0
    for row in await SiteChange.raw(_PLACES, states[0], states[-1]):
        was, will = (region in site.region_slugs(row["state"], row["postcode"]) for site in (before, after))
        has += row["number"] if was else 0
        gets += row["number"] if will and not was else 0
        loses += row["number"] if was and not will else 0
    return has, gets, loses


async def expected_otherwise(before: Portal, after: Portal) -> tuple[Mapping[str, int], bool]:
    """Count the access that waits whose planned day is another one then, by application; one statement.

    The answer says as well whether more is waiting than was looked at.
    """
    rows = await SiteChange.raw(_WAITING, MOST_WAITING + 1)
    moved = Counter(
        row["application"]
        for row in rows[:MOST_WAITING]
        if _planned(before, row["application"], row["since"])
        != _planned(after, row["application"], row["since"])
    )
    return moved, len(rows) > MOST_WAITING


def _planned(portal: Portal, slug: str, since: datetime) -> object:
    application = portal.applications.get(slug)
    return business_days.after(portal.site, since, application.expected_days) if application else None


def _unlike(text: str) -> str:
    """The text as LIKE looks for exactly it."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
