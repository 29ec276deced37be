"""One look at everything: what the page of health shows, with a few statements however large the site is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.database import at_once
from core.health.failing import applications_of, mails_now, work_of
from core.health.found import Chapter, Sight
from core.health.outside import webhooks_of
from core.health.queries import tally_all
from core.health.serving import server_of, versions_of
from core.health.storing import database_of
from core.health.trailing import trail_now
from core.health.working import workers_of
from core.portal import Portal
from core.provisioning.connectors.choosing import done_by_people
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Health:
    """How the deployment is, part by part, and what runs there."""

    parts: Sequence[Chapter]
    versions: Sequence[tuple[str, str]]

    @property
    def troubles(self) -> Sequence[tuple[int, Chapter, Sight]]:
        """What somebody has to do something about, the most urgent first, with its part and its place."""
        found = [
            (place, part, each)
            for place, part in enumerate(self.parts, 1)
            for each in part.found
            if each.is_trouble
        ]
        return sorted(found, key=lambda each: each[2].state != "act")


async def health_of(portal: Portal, settings: Settings) -> Health:
    """Look at the deployment, from this process; nothing outside is asked."""
    tallies, webhooks, database, server = await at_once(
        tally_all(portal.applications),
        webhooks_of(portal.site),
        database_of(portal, settings),
        server_of(portal, settings),
    )
    applications = portal.applications
    by_people = frozenset(slug for slug in applications if done_by_people(applications, slug))
    parts = [
        await work_of(portal, tallies),
        mails_now(tallies),
        workers_of(portal, settings, tallies),
        applications_of(portal, tallies, by_people),
        *webhooks,
        database,
        trail_now(settings, tallies),
        server,
    ]
    return Health(parts, versions_of(portal))
