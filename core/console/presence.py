"""Who of the staff has a page open at this moment: a lease that the page's live stream renews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import clock
from core.actor import Actor
from core.console.tables import OpenPage

# A stream lasts a minute at most, and the browser opens the next one at once.
LEASE = timedelta(seconds=90)
MOST_NAMED = 5
# Who never left has had it open since they came; who comes back begins anew.
_STAYS = """
INSERT INTO open_page (key, subject, account, name, since, until) VALUES ({}, {}, {}, {}, {}, {})
ON CONFLICT (key) DO UPDATE SET until = excluded.until,
  since = CASE WHEN open_page.until > excluded.since THEN open_page.since ELSE excluded.since END
"""


@dataclass(frozen=True, slots=True)
class Other:
    """A colleague who has the same page open, and since when."""

    name: str
    since: datetime


async def stays(subject: UUID, *, by: Actor) -> None:
    """Note for the next minute and a half that somebody has the page of a request or of work open."""
    if by.account is None:
        return
    now, key = clock.now(), _key(subject, by.account)
    await OpenPage.delete().where(OpenPage.until <= now)
    await OpenPage.raw(_STAYS, key, subject, by.account, by.name[:200], now, now + LEASE)


async def others(subject: UUID, account: UUID | None) -> tuple[Other, ...]:
    """List the colleagues who have it open besides this account, the first first; one statement."""
    open_now = (OpenPage.subject == subject) & (OpenPage.until > clock.now())
    query = OpenPage.select(OpenPage.key, OpenPage.name, OpenPage.since).where(open_now)
    rows = await query.order_by(OpenPage.since).limit(MOST_NAMED + 1)
    theirs = [row for row in rows if row["key"] != _key(subject, account)]
    return tuple(Other(row["name"], row["since"]) for row in theirs[:MOST_NAMED])


def _key(subject: UUID, account: UUID | None) -> str:
    return f"{subject}:{account}"
