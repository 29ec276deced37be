"""Pages of a plugin as staff open them: with the role for it, and never to act for oneself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.console.queries.work import AboutGrant
from core.console.working import StaffActor
from core.errors import Forbidden, NotFound
from core.groups.rights import concerned
from core.identity.roles import NAMES, StaffRoles
from core.plugin_api import Audience
from core.portal import Portal
from core.requests.cases import OWN, not_ones_own
from core.requests.openings import STAFF, Opening
from core.requests.page_readers import Asked, Choose
from core.requests.plugin_pages import (
    Links,
    Reads,
    opened,
    opened_for_group,
    opened_for_site,
    pages_for,
)
from core.requests.site_openings import SiteOpening


def reads_as(roles: StaffRoles) -> Reads:
    """Tell as whom somebody with these roles reads pages of an application; what does more comes first."""

    def audiences(slug: str) -> tuple[Audience, ...]:
        works = roles.has("analyst", "site-administrator") or roles.may_set_up(slug)
        held: Mapping[Audience, bool] = {"analyst": works, "privacy-officer": roles.has("privacy-officer")}
        return tuple(each for each, holds in held.items() if holds)

    return audiences


def own_pages(portal: Portal, roles: StaffRoles, grant: AboutGrant) -> Links:
    """List title and address of every page about an access that somebody with these roles opens."""
    reads, slug = reads_as(roles), grant.application
    return pages_for(portal, reads, grant=grant.id, application=slug, state=grant.state)


async def look(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page of an access; Forbidden for who provisions other applications only."""
    return await opened(portal, grant, path, _choosing(portal, hand), by=hand.by)


async def act(portal: Portal, grant: UUID, path: str, hand: StaffActor) -> Opening:
    """Open the page to send its form; Forbidden as well for whoever sent the request or is named in it."""
    opening = await look(portal, grant, path, hand)
    await not_ones_own(opening.line.request, hand.by)
    return opening


async def look_at_group(portal: Portal, group: UUID, slug: str, path: str, hand: StaffActor) -> Opening:
    """Open the page of a practice; Forbidden as above."""
    return await opened_for_group(portal, group, slug, path, _choosing(portal, hand), by=hand.by)


async def act_for_group(portal: Portal, group: UUID, slug: str, path: str, hand: StaffActor) -> Opening:
    """Open the page of a practice to send its form; Forbidden as well for whoever is named in it."""
    opening = await look_at_group(portal, group, slug, path, hand)
    if await concerned(hand.by.account, [group]):
        raise Forbidden(OWN)
    return opening


async def look_at_site(portal: Portal, slug: str, path: str, hand: StaffActor) -> SiteOpening:
    """Open the page about the whole site; Forbidden as above."""
    return await opened_for_site(portal, slug, path, _choosing(portal, hand), by=hand.by)


def _choosing(portal: Portal, hand: StaffActor) -> Choose:
    reads = reads_as(hand.roles)

    async def choose(asked: Asked) -> Audience:
        for each in reads(asked.slug):
            if each in asked.page.audience:
                return each
        if not asked.page.audience & STAFF:
            raise NotFound
        provisions = f"{NAMES['provisioning']} ({portal.applications[asked.slug].name})"
        needed = provisions if "analyst" in asked.page.audience else NAMES["privacy-officer"]
        raise Forbidden(f"This takes another role: {needed}.")

    return choose
