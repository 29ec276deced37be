"""Access that nobody uses is taken away, after two warnings: it is what a stranger would use unseen.

Use is signing in here, opening an application from here, and what the application tells of its use. Who is on
leave, and who has nothing that works, has nothing that could be unused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.access.leaving import go_dormant
from core.access.looking import DISUSE
from core.actor import SYSTEM
from core.agreements.term import days_on
from core.audit import change
from core.database import transaction
from core.due.worker import Handler
from core.groups.people import load_member, locked_group
from core.office.queries.unused import unused_since
from core.office.tables import Disuse
from core.office.telling_of_disuse import Unused, tell_of_disuse
from core.portal import Portal
from core.site import SiteProfile

WARNINGS = 2
# How the reason begins that everybody reads beside suspended access.
UNUSED = "Not used since"


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long somebody used nothing, how often they were warned of it, and when last."""

    since: datetime
    warnings: int = 0
    warned_at: datetime | None = None

    def due(self, site: SiteProfile, step: int) -> datetime:
        """Return when a step is taken: a warning, the last warning, or the end.

        Nobody is warned less long before than the site says, also after a stand-still.
        """
        rule = site.dormancy
        days = (rule.warning_days, rule.last_warning_days, rule.suspended_days)
        moment = days_on(self.since, days[step], site.zone)
        if self.warned_at is None or not self.warnings:
            return max(moment, self._not_before(site, days, step))
        return max(moment, days_on(self.warned_at, days[step] - days[self.warnings - 1], site.zone))

    def _not_before(self, site: SiteProfile, days: tuple[int, int, int], step: int) -> datetime:
        """Return how long after a first warning, which is still to come, a later step is taken."""
        first = max(days_on(self.since, days[0], site.zone), clock.now())
        return days_on(first, days[step] - days[0], site.zone) if step else self.since


def looking_for_disuse(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler that looks at somebody who should have used what they have."""
    return {DISUSE: partial(_look, portal)}


async def _look(portal: Portal, member: UUID) -> datetime | None:
    """Take the step that is due about somebody; return when to look again, or None."""
    async with transaction():
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        since = await unused_since(row)
        if since is None:
            return None
        stands = await _standing(member, since)
        if (at := stands.due(portal.site, stands.warnings)) > clock.now():
            return at
        stands = await _take_step(portal, Unused(group, row, since), stands)
    return stands.due(portal.site, stands.warnings) if stands.warnings <= WARNINGS else None


async def _take_step(portal: Portal, unused: Unused, stands: Quiet) -> Quiet:
    """Warn, or at last suspend."""
    member, now = unused.member.id, clock.now()
    if stands.warnings == WARNINGS:
        day = portal.site.dates.day(unused.since)
        lines = await go_dormant(portal, member, f"{UNUSED} {day}.", by=SYSTEM)
        await tell_of_disuse(portal, unused, "suspended", lines=lines)
        return Quiet(stands.since, WARNINGS + 1, now)
    stands = Quiet(stands.since, stands.warnings + 1, now)
    about = {"since": stands.since.isoformat(), "warnings": stands.warnings}
    async with change("member.warned-of-disuse", by=SYSTEM, subject=("member", member), **about):
        values: dict[str, Any] = {"since": stands.since, "warnings": stands.warnings, "warned_at": now}
        columns = [Disuse.since, Disuse.warnings, Disuse.warned_at]
        stored = Disuse.insert(Disuse(member=member, **values))
        await stored.on_conflict(target=Disuse.member, action="DO UPDATE", values=columns)
        until = stands.due(portal.site, WARNINGS)
        await tell_of_disuse(portal, unused, "last" if stands.warnings == WARNINGS else "first", until=until)
    return stands


async def _standing(member: UUID, since: datetime) -> Quiet:
    """Find how often somebody was warned for this time; whoever used anything begins anew."""
    row: dict[str, Any] | None = await Disuse.select().where(Disuse.member == member).first()
    if row is None or row["since"] != since:
        return Quiet(since)
    return Quiet(since, row["warnings"], row["warned_at"])
