"""Which announcements of the site concern an account: by its practices, and what people have there."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from core import clock
from core.access.states import ALIVE
from core.access.tables import Request
from core.enrollment.starting import draft_open_for
from core.groups.authority import members_who_are
from core.groups.rights import administered_by, at_home_in, groups_sponsored_by
from core.portal import Portal
from core.site.announcements import Announcement

_ALIVE = ", ".join(f"'{state}'" for state in ALIVE)
# Where an account has a practice, and where one that it registers will be; it answers for those `answered`.
_PLACES = """
WITH acting AS ({}), sponsored AS ({}), home AS ({}),
  answered AS (SELECT "group" FROM acting UNION SELECT "group" FROM sponsored)
SELECT g.jurisdiction AS state, g.postcode AS postcode, '' AS application
FROM practice_group AS g
WHERE g.state <> 'closed' AND g.id IN (SELECT "group" FROM answered UNION SELECT "group" FROM home)
UNION SELECT COALESCE(n.answers ->> 'state', ''), COALESCE(n.answers ->> 'postcode', ''), ''
FROM enrollment_section AS n WHERE n.name = 'practice' AND n.enrollment IN ({})
"""
# Where somebody has an application or requested it: oneself, or anybody of a practice one answers for.
_APPLICATION = f"""
UNION SELECT g.jurisdiction, g.postcode, {{}}
FROM practice_group AS g
WHERE g.id IN (SELECT "group" FROM answered) AND EXISTS (
  SELECT 1 FROM member AS m CROSS JOIN access_grant AS x
  WHERE m."group" = g.id AND x.member = m.id AND x.application = {{}} AND x.state || '' IN ({_ALIVE}))
UNION SELECT g.jurisdiction, g.postcode, x.application
FROM member AS m CROSS JOIN access_grant AS x CROSS JOIN practice_group AS g
WHERE m.id IN ({{}}) AND x.member = m.id AND x.application = {{}} AND x.state || '' IN ({_ALIVE})
  AND g.id = m."group"
"""  # noqa: S608 - constants of ours


async def announced_to(portal: Portal, account: UUID) -> tuple[Announcement, ...]:
    """List the announcements that run now and concern an account of a practice.

    One statement, while one runs that is not for everybody.
    """
    running = portal.site.announced(clock.now())
    if all(each.for_everybody for each in running):
        return running
    named = dict.fromkeys(each.application for each in running if each.application)
    known = await _places(portal, account, list(named))
    return tuple(
        each for each in running if each.for_everybody or (each.region or "", each.application or "") in known
    )


async def _places(portal: Portal, account: UUID, applications: Collection[str]) -> frozenset[tuple[str, str]]:
    """The pairs of region and application, each empty for any, that an account has to do with."""
    asked: list[Any] = [administered_by(account), groups_sponsored_by(account), at_home_in(account)]
    asked.append(draft_open_for(account))
    for slug in applications:
        asked += [slug, slug, members_who_are(account), slug]
    values = [each if isinstance(each, str) else each.querystrings[0] for each in asked]
    rows = await Request.raw(_PLACES + _APPLICATION * len(applications), *values)
    return frozenset(
        (region, row["application"])
        for row in rows
        for region in ("", *portal.site.region_slugs(row["state"], row["postcode"]))
    )
