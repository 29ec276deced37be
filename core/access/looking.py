"""Working access is looked at from time to time, at the pace of its application."""

from __future__ import annotations

from datetime import timedelta
from secrets import SystemRandom

from core import clock
from core.access.lines import Line
from core.agreements.term import days_on
from core.applications.connectors import BY_PEOPLE
from core.due.actions import schedule
from core.portal import Portal

LOOK = "look-at-access"
DISUSE = "member.disuse"


def pace(portal: Portal, application: str) -> timedelta:
    """Return how long after one look the next is due."""
    return timedelta(hours=portal.applications.connectors.get(application, BY_PEOPLE).check_hours)


async def look_later(portal: Portal, line: Line) -> None:
    """Have access that begins to work looked at, at any moment of its first while; part of a change.

    What began together is so spread, and no application is asked about everybody at once.
    """
    wait = pace(portal, line.grant.application) * SystemRandom().uniform(0.1, 1)
    await schedule(LOOK, line.id, clock.now() + wait)


async def expect_use(portal: Portal, line: Line) -> None:
    """Have whoever gets access looked at when they should have used it; part of a change."""
    days = portal.site.dormancy.warning_days
    await schedule(DISUSE, line.member.id, days_on(clock.now(), days, portal.site.zone))
