"""Pages of a plugin as staff open them: with the role for it, and never to act for oneself."""

from __future__ import annotations

from uuid import UUID

from core.console.working import StaffActor
from core.errors import Forbidden
from core.groups.rights import concerned
from core.portal import Portal
from core.requests.cases import OWN, not_ones_own
from core.requests.openings import Opening
from core.requests.plugin_pages import opened, opened_for_group


async def look(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page of an access; Forbidden for who provisions other applications only."""
    return _allowed(await opened(portal, grant, path, "analyst", by=hand.by), hand)


async def act(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page to send its form; Forbidden as well for whoever sent the request or is named in it."""
    opening = await look(portal, grant, path, hand)
    await not_ones_own(opening.line.request, hand.by)
    return opening


async def look_at_group(portal: Portal, group: UUID, slug: str, path: str, hand: StaffActor) -> Opening:
    """Open the page of a practice; Forbidden as above."""
    return _allowed(await opened_for_group(portal, group, slug, path, "analyst", by=hand.by), hand)


async def act_for_group(portal: Portal, group: UUID, slug: str, path: str, hand: StaffActor) -> Opening:
    """Open the page of a practice to send its form; Forbidden as well for whoever is named in it."""
    opening = await look_at_group(portal, group, slug, path, hand)
    if await concerned(hand.by.account, [group]):
        raise Forbidden(OWN)
    return opening


def _allowed(opening: Opening, hand: StaffActor) -> Opening:
    slug, roles = opening.application.slug, hand.roles
    if not (roles.has("analyst", "site-administrator") or roles.may_set_up(slug)):
        raise Forbidden(f"This takes another role: Provisioning ({opening.application.name}).")
    return opening
