"""Pages that a plugin owns, about one grant: found, guarded, and given what they may use."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from core import clock
from core.access.given import CannotBePut, given
from core.access.lines import Line, load
from core.actor import Actor
from core.audit import Event, change
from core.errors import Invalid, NotFound, PortalError, Unavailable
from core.groups.rights import administers, administrator_of
from core.plugin_api import Audience, Grant, Page
from core.portal import Portal

PATHS: Mapping[Audience, str] = {
    "administrator": "/access/{grant}/{path}",
    "analyst": "/support/access/{grant}/{path}",
}
LONGEST_SECONDS = 20
log = structlog.get_logger(__name__)
_PREPARED = frozenset({"provisioning", "active", "suspended"})


@dataclass(frozen=True, slots=True)
class Opening:
    """What a plugin's page gets: `core.plugin_api.Opened`, made for one request."""

    grant: Grant[Any]
    audience: Audience
    name: str
    page: Page[Any]
    portal: Portal
    line: Line
    by: Actor

    @property
    def now(self) -> datetime:
        """The moment."""
        return clock.now()

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Event]:
        """Open one transaction with its event, in the plugin's own name."""
        slug = self.line.grant.application
        return change(f"{slug}.{what}", by=self.by, subject=("grant", self.line.id), **details)

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail the administrator or support, with the way to this page."""
        to = await self._address(whom)
        application = self.portal.applications[self.line.grant.application]
        if not to or application.folder is None:
            return
        await self.portal.mail.send(
            to=to,
            template=template,
            about=("grant", self.line.id),
            folder=application.folder / "templates",
            person=self.line.member.name,
            group_name=self.line.group.name,
            application=application.name,
            path=address(whom, self.line.id, self.page),
            **context,
        )

    async def _address(self, whom: Audience) -> str:
        if whom == "analyst":
            return self.portal.site.support_address
        administrator = await administrator_of(self.line.group.id)
        return administrator.email if administrator else ""


def address(audience: Audience, grant: UUID, page: Page[Any]) -> str:
    """Return where the page stands for this audience."""
    return PATHS[audience].format(grant=grant, path=page.path)


def pages_for(
    portal: Portal, audience: Audience, *, grant: UUID, application: str, state: str
) -> tuple[tuple[str, str], ...]:
    """List title and address of every page that a grant has for this audience now."""
    found = portal.applications.get(application)
    if found is None or state not in _PREPARED:
        return ()
    pages = (page for page in found.pages if audience in page.audience)
    return tuple((page.title, address(audience, grant, page)) for page in pages)


async def opened(portal: Portal, grant: UUID, path: str, audience: Audience, *, by: Actor) -> Opening:
    """Open the page of a grant; NotFound when there is none, or not for this reader.

    An administrator sees the grants of their own groups, staff those of all.
    """
    line = await load(grant)
    if audience == "administrator" and not await administers(by.account, line.group.id):
        raise NotFound
    application = portal.applications.get(line.grant.application)
    for page in application.pages if application else ():
        if page.path == path and audience in page.audience and line.grant.state in _PREPARED:
            return Opening(await _given(portal, line), audience, by.name, page, portal, line, by)
    raise NotFound


async def load_page(opening: Opening) -> Mapping[str, Any]:
    """Load what the page's template needs; whatever the plugin raises, nothing but this page fails."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            loaded = await opening.page.load(opening)
        return {each.name: getattr(loaded, each.name) for each in fields(loaded)}
    except PortalError:
        raise
    except Exception as problem:
        raise _failed(opening, problem) from problem


async def submit_page(opening: Opening, answers: Any) -> None:
    """Do what the page's form asks; Invalid with the plugin's words when a rule is against it."""
    if opening.page.submit is None:
        raise NotFound
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            await opening.page.submit(opening, answers)
    except PortalError:
        raise
    except ValueError as problem:
        raise Invalid({"": str(problem)[:300]}) from problem
    except Exception as problem:
        raise _failed(opening, problem) from problem


def _failed(opening: Opening, problem: Exception) -> Unavailable:
    """Have the log say which page of which plugin failed, and with what."""
    about = {"application": opening.line.grant.application, "page": opening.page.path}
    log.error("plugin.page-failed", **about, problem=type(problem).__name__, exc_info=problem)
    return Unavailable(f"{opening.page.title} is not available at the moment.")


async def _given(portal: Portal, line: Line) -> Grant[Any]:
    try:
        return await given(portal, line)
    except CannotBePut as problem:
        raise Unavailable(str(problem)) from problem
