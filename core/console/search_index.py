"""The index that staff search, held against everything it is made from."""

from __future__ import annotations

from core.access.searched import requests_to_find
from core.actor import Actor
from core.audit import change
from core.enrollment.searched import drafts_to_find
from core.groups.searched import members_to_find, practices_to_find
from core.identity.searched import people_to_find
from core.search import comparing

SOURCES = (people_to_find, members_to_find, practices_to_find, requests_to_find, drafts_to_find)


async def check_index() -> list[str]:
    """Name everything in which the index differs from what it would be if it were made anew."""
    return await comparing.faults_of_index(SOURCES)


async def rebuild_index(*, by: Actor) -> int:
    """Make the index anew, and return how much can be found."""
    async with change("search.rebuilt", by=by, subject=("search", "index")) as event:
        written = await comparing.write_anew(SOURCES)
        event.details["entries"] = written
    return written
