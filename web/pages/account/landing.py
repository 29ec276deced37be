"""Where somebody lands who signed in and asked for no page."""

from __future__ import annotations

from core.portal import Portal
from core.requests.queries.needs import find_standing
from core.reviews.queries.needs import EVERY_NEED
from web.pages.account.my_applications import PAGE
from web.security.guards import HOME
from web.security.sessions import Who


async def landing(portal: Portal, who: Who) -> str:
    """Return My requests, or My applications for who has a login name and no practice to care for."""
    if who.roles:
        return HOME
    return PAGE if (await find_standing(portal, who.account_id, EVERY_NEED)).only_uses else HOME
