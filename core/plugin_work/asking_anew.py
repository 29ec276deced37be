"""A new version of an application may ask more than was answered: whoever administers a practice reads so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access.lines import load
from core.access.unfit import never_answered
from core.actor import SYSTEM
from core.audit import change
from core.database import transaction
from core.plugin_api import ClinicalApplication, Page
from core.portal import Portal
from core.requests.page_turns import has_turn, keep_turn

TO_DO = "Answer what {} asks now"


async def ask_anew(portal: Portal) -> int:
    """Ask for each access of an earlier version whose answers fit no more, once; return how many there were.

    Nothing is asked where the application has no page to answer on, or doesn’t answer itself.
    """
    asked = 0
    for application in portal.applications.values():
        page = next((each for each in application.pages if each.asks_anew), None)
        if page is not None:
            for grant in await never_answered(application):
                asked += await _ask(application, page, grant)
    return asked


async def _ask(application: ClinicalApplication[Any], page: Page[Any], grant: UUID) -> bool:
    async with transaction():
        await load(grant, lock=True)
        if await has_turn(grant, page.path):
            return False
        async with change("grant.asked-anew", by=SYSTEM, subject=("grant", grant)) as event:
            event.details["application"] = application.slug
            await keep_turn(grant, page.path, "administrator", TO_DO.format(application.name))
    return True
