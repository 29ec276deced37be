"""Pages that a plugin owns, about one grant: found, guarded, and given what they may use.

Their code runs in a loop of the plugin's own; only what it stores and mails is done here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from core import clock
from core.access.given import CannotBePut, given
from core.access.lines import Line, load
from core.actor import Actor
from core.apart import Crossing, Silent
from core.applications import does_not_answer
from core.audit import Event, change
from core.errors import Invalid, NotFound, PortalError, Unavailable
from core.groups.rights import administers, administrator_of
from core.plugin_api import Audience, Grant, Page
from core.portal import Portal
from core.requests.page_turns import PREPARED, keep_turn

PATHS: Mapping[Audience, str] = {
    "administrator": "/access/{grant}/{path}",
    "analyst": "/support/access/{grant}/{path}",
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opening:
    """A page of a plugin, opened for one request."""

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

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        """Keep whose turn it is at this page, in place of whose it was."""
        await keep_turn(self.line.id, self.page.path, whom, self.portal.site.terms.said(to_do))

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


@dataclass(frozen=True, slots=True)
class _Handed:
    """What a plugin's page gets: `core.plugin_api.Opened`, for use in the plugin's loop."""

    grant: Grant[Any]
    audience: Audience
    name: str
    now: datetime
    opening: Opening
    crossing: Crossing

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        return self.crossing.within(partial(self.opening.change, what, **details))

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        await self.crossing.carry(partial(self.opening.hand_over, whom, to_do))

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        await self.crossing.carry(partial(self.opening.tell, whom, template, **context))


def address(audience: Audience, grant: UUID, page: Page[Any]) -> str:
    """Return where the page stands for this audience."""
    return PATHS[audience].format(grant=grant, path=page.path)


def pages_for(
    portal: Portal, audience: Audience, *, grant: UUID, application: str, state: str
) -> tuple[tuple[str, str], ...]:
    """List title and address of every page that a grant has for this audience now."""
    found = portal.applications.get(application)
    if found is None or state not in PREPARED:
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
        if page.path == path and audience in page.audience and line.grant.state in PREPARED:
            return Opening(await _given(portal, line), audience, by.name, page, portal, line, by)
    raise NotFound


async def load_page(opening: Opening) -> Mapping[str, Any]:
    """Load what the page's template needs; whatever the plugin raises, nothing but this page fails."""

    async def load(handed: _Handed) -> Mapping[str, Any]:
        loaded = await opening.page.load(handed)
        return {each.name: getattr(loaded, each.name) for each in fields(loaded)}

    try:
        own: Mapping[str, Any] = await _apart(opening, load)
    except PortalError:
        raise
    except (Exception, SystemExit) as problem:
        raise _failed(opening, problem) from problem
    return own


async def submit_page(opening: Opening, answers: Any) -> None:
    """Do what the page's form asks; Invalid with the plugin's words when a rule is against it."""
    submit = opening.page.submit
    if submit is None:
        raise NotFound
    try:
        await _apart(opening, lambda handed: submit(handed, answers))
    except PortalError:
        raise
    except ValueError as problem:
        raise Invalid({"": str(problem)[:300]}) from problem
    except (Exception, SystemExit) as problem:
        raise _failed(opening, problem) from problem


async def _apart(opening: Opening, call: Callable[[_Handed], Awaitable[Any]]) -> Any:
    """Call it in the plugin's loop; what it had begun is undone when it does not answer in time."""

    async def handed(crossing: Crossing) -> Any:
        mine = opening.grant, opening.audience, opening.name, clock.now(), opening, crossing
        return await call(_Handed(*mine))

    applications = opening.portal.applications
    slug, place = opening.line.grant.application, f"page {opening.page.path}"
    try:
        return await applications.run(slug, place, handed, applications.limits.page)
    except Silent as problem:
        raise Unavailable(does_not_answer(opening.line.grant.application_name)) from problem


def _failed(opening: Opening, problem: BaseException) -> Unavailable:
    """Have the log say which page of which plugin failed, and with what."""
    about = {"application": opening.line.grant.application, "page": opening.page.path}
    log.error("plugin.page-failed", **about, problem=type(problem).__name__, exc_info=problem)
    return Unavailable(f"{opening.page.title} isn’t available at the moment.")


async def _given(portal: Portal, line: Line) -> Grant[Any]:
    try:
        return await given(portal, line)
    except CannotBePut as problem:
        raise Unavailable(str(problem)) from problem
