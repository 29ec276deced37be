"""What applications ask the privacy officer to do at a page about one access."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.states import PREPARED
from core.plugin_api import Audience, Page
from core.portal import Portal
from core.requests.openings import PATHS
from core.requests.tables import PageTurn

OFFICER: Audience = "privacy-officer"
# The others follow as these are done.
MOST_TURNS = 5


@dataclass(frozen=True, slots=True)
class OfficerTurn:
    """One thing to do since a moment, at which page of which application, about which access."""

    words: str
    application: str
    page: Page[Any]
    grant: UUID
    since: datetime

    @property
    def address(self) -> str:
        """Where the page stands."""
        return PATHS[OFFICER].format(grant=self.grant, path=self.page.path)


async def turns_of_officers(portal: Portal) -> Sequence[OfficerTurn]:
    """List what waits longest for a privacy officer, at pages that are still there; one statement."""
    grant: Any = PageTurn.grant
    query = PageTurn.select(
        PageTurn.words, PageTurn.path, PageTurn.grant, PageTurn.since, grant.application.as_alias("slug")
    )
    waiting = (PageTurn.whose == OFFICER) & grant.state.is_in(list(PREPARED))
    rows = await query.where(waiting).order_by(PageTurn.since).limit(MOST_TURNS)
    found = []
    for row in rows:
        application = portal.applications.get(row["slug"])
        for page in application.pages if application else ():
            if application and page.path == row["path"]:
                found.append(OfficerTurn(row["words"], application.name, page, row["grant"], row["since"]))
    return found
