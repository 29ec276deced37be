"""Pages of a plugin as staff open them: with the role for it, and never to act for oneself."""

from __future__ import annotations

from uuid import UUID

from core.console.working import StaffActor
from core.errors import Forbidden
from core.portal import Portal
from core.requests.cases import not_ones_own
from core.requests.plugin_pages import Opening, opened


async def look(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page; Forbidden for who provisions other applications only."""
    opening = await opened(portal, grant, path, "analyst", by=hand.by)
    line = opening.line.grant
    roles = hand.roles
    if not (roles.has("analyst", "site-administrator") or roles.may_set_up(line.application)):
        raise Forbidden(f"This takes another role: Provisioning ({line.application_name}).")
    return opening


async def act(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page to send its form; Forbidden as well for whoever sent the request or is named in it."""
    opening = await look(portal, grant, path, hand)
    await not_ones_own(opening.line.request, hand.by)
    return opening
