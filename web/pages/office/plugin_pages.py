"""Pages that plugins own: routed and guarded here, for people of a practice and for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console import plugin_pages
from core.console.working import StaffActor
from core.requests.openings import Opening
from core.requests.page_readers import as_people
from core.requests.plugin_pages import opened, opened_for_group
from core.requests.site_openings import SiteOpening
from web.plugin_pages import draw_plugin, plugin_file, send_plugin
from web.security.fresh import fresh_code
from web.security.guards import signed_in, staff
from web.visit import Visit

READERS = staff("analyst", "provisioning", "privacy-officer", "site-administrator")
OFFICE = "/office/{group:uuid}/applications/{slug:str}/{path:str}"
SUPPORT = "/support/practices/{practice:uuid}/applications/{slug:str}/{path:str}"
SITE = "/support/applications/{slug:str}/{path:str}"


@get("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def show(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """Show the page of a plugin about access in one's own practice, or about one's own."""
    return await draw_plugin(visit, await _of_access(visit, grant, path))


@post("/access/{grant:uuid}/{path:str}", guards=[signed_in])
async def send(visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]) -> Response[Any]:
    """Take the answer to it."""
    return await send_plugin(visit, await _of_access(visit, grant, path))


@get("/support/access/{grant:uuid}/{path:str}", guards=[READERS])
async def show_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """Show the page of a plugin, for whoever works on the access."""
    return await draw_plugin(visit, await plugin_pages.look(visit.portal, grant, path, _hand(visit)))


@post("/support/access/{grant:uuid}/{path:str}", guards=[READERS])
async def send_staff(
    visit: NamedDependency[Visit], grant: FromPath[UUID], path: FromPath[str]
) -> Response[Any]:
    """Take their answer to it."""
    return await send_plugin(visit, await plugin_pages.act(visit.portal, grant, path, _hand(visit)))


@get(OFFICE, guards=[signed_in])
async def show_group(
    visit: NamedDependency[Visit], group: FromPath[UUID], slug: FromPath[str], path: FromPath[str]
) -> Response[Any]:
    """Show the page of a plugin about one's own practice."""
    return await draw_plugin(visit, await _of_office(visit, group, slug, path))


@post(OFFICE, guards=[signed_in])
async def send_group(
    visit: NamedDependency[Visit], group: FromPath[UUID], slug: FromPath[str], path: FromPath[str]
) -> Response[Any]:
    """Take the answer to it."""
    return await send_plugin(visit, await _of_office(visit, group, slug, path))


@get(SUPPORT, guards=[READERS])
async def show_group_staff(
    visit: NamedDependency[Visit], practice: FromPath[UUID], slug: FromPath[str], path: FromPath[str]
) -> Response[Any]:
    """Show the page of a plugin about a practice, for whoever works on its application."""
    return await draw_plugin(visit, await _of_support(visit, practice, slug, path))


@post(SUPPORT, guards=[READERS])
async def send_group_staff(
    visit: NamedDependency[Visit], practice: FromPath[UUID], slug: FromPath[str], path: FromPath[str]
) -> Response[Any]:
    """Take their answer to it."""
    opening = await plugin_pages.act_for_group(visit.portal, practice, slug, path, _hand(visit))
    return await send_plugin(visit, opening)


@get(f"{OFFICE}/{{kind:str}}", guards=[signed_in, fresh_code])
async def download_group(
    visit: NamedDependency[Visit],
    group: FromPath[UUID],
    slug: FromPath[str],
    path: FromPath[str],
    kind: FromPath[str],
) -> Response[bytes]:
    """Send the file of a page about one's own practice."""
    return await plugin_file(visit, await _of_office(visit, group, slug, path), kind)


@get(f"{SUPPORT}/{{kind:str}}", guards=[READERS, fresh_code])
async def download_group_staff(
    visit: NamedDependency[Visit],
    practice: FromPath[UUID],
    slug: FromPath[str],
    path: FromPath[str],
    kind: FromPath[str],
) -> Response[bytes]:
    """Send the file of a page about a practice."""
    return await plugin_file(visit, await _of_support(visit, practice, slug, path), kind)


@get(SITE, guards=[READERS])
async def show_site(visit: NamedDependency[Visit], slug: FromPath[str], path: FromPath[str]) -> Response[Any]:
    """Show the page of a plugin about the whole site."""
    return await draw_plugin(visit, await _of_site(visit, slug, path))


@post(SITE, guards=[READERS])
async def send_site(visit: NamedDependency[Visit], slug: FromPath[str], path: FromPath[str]) -> Response[Any]:
    """Take the answer to it."""
    return await send_plugin(visit, await _of_site(visit, slug, path))


@get(f"{SITE}/{{kind:str}}", guards=[READERS, fresh_code])
async def download_site(
    visit: NamedDependency[Visit], slug: FromPath[str], path: FromPath[str], kind: FromPath[str]
) -> Response[bytes]:
    """Send the file of a page about the whole site."""
    return await plugin_file(visit, await _of_site(visit, slug, path), kind)


async def _of_access(visit: Visit, grant: UUID, path: str) -> Opening:
    return await opened(visit.portal, grant, path, as_people(visit.actor.account), by=visit.actor)


async def _of_office(visit: Visit, group: UUID, slug: str, path: str) -> Opening:
    reader = as_people(visit.actor.account)
    return await opened_for_group(visit.portal, group, slug, path, reader, by=visit.actor)


async def _of_support(visit: Visit, practice: UUID, slug: str, path: str) -> Opening:
    return await plugin_pages.look_at_group(visit.portal, practice, slug, path, _hand(visit))


async def _of_site(visit: Visit, slug: str, path: str) -> SiteOpening:
    return await plugin_pages.look_at_site(visit.portal, slug, path, _hand(visit))


def _hand(visit: Visit) -> StaffActor:
    return StaffActor(visit.actor, visit.who.roles)


handlers = [
    show, send, show_staff, send_staff,
    show_group, send_group, show_group_staff, send_group_staff, download_group, download_group_staff,
    show_site, send_site, download_site,
]  # fmt: skip
