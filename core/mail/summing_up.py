"""Which mails wait for a summary, and when that is due: once a day or a week, at the hour of the site."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from core import clock
from core.due.actions import schedule_each
from core.mail.tables import OutboxMail
from core.site import SiteProfile
from core.site.parts import WEEKDAYS

SUMMARY = "mail.summary"


def put_off(row: OutboxMail, line: str, group: UUID | None) -> None:
    """Have a new mail wait for the summary of its reader, which says `line` for it.

    Who administers a group may be another by then: ValueError without the group it is about.
    """
    if group is None:
        raise ValueError(f"an email that can wait is for the administrator of a group: {row.template}")
    row.state, row.due, row.group = "later", None, group
    row.reader, row.line = reader_at(row.recipient), line[:200]


async def await_summary(site: SiteProfile, rows: Iterable[OutboxMail]) -> None:
    """Have each reader of mails that wait get a summary; part of the change that writes them."""
    readers = sorted({row.reader for row in rows if row.reader})
    await schedule_each(SUMMARY, readers, next_summary(site, clock.now()))


def reader_at(address: str) -> UUID:
    """Stand for whoever reads an address, as a subject of what is due."""
    return uuid5(NAMESPACE_OID, f"mailto:{address.casefold()}")


def next_summary(site: SiteProfile, now: datetime) -> datetime:
    """Return the next moment at which summaries go out here, after `now`."""
    here, digest = now.astimezone(site.zone), site.digest
    moment = here.replace(hour=digest.hour, minute=0, second=0, microsecond=0)
    while moment <= now or (digest.weekday and WEEKDAYS[moment.weekday()] != digest.weekday):
        moment += timedelta(days=1)
    return moment
