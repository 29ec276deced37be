"""Pages that a plugin owns, about one access or about a practice: found, guarded, and asked.

Their code runs in a loop of the plugin's own; only what it stores and mails is done here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

import structlog

from core.access.given import CannotBePut, given, given_in
from core.access.lines import Line, load
from core.access.states import PREPARED
from core.actor import Actor
from core.apart import Crossing, Silent
from core.applications import does_not_answer
from core.errors import Invalid, NotFound, PortalError, Unavailable
from core.groups.people import load_group
from core.groups.rights import administers
from core.groups.states import MANAGED
from core.plugin_api import Audience, ClinicalApplication, Grant, Page
from core.plugin_api.pages import Scope
from core.portal import Portal
from core.requests.openings import GROUP_PATHS, PATHS, HandedGroup, Opening, handed

log = structlog.get_logger(__name__)
Call = Callable[[Any], Awaitable[Any]]


def pages_for(
    portal: Portal, audience: Audience, *, grant: UUID, application: str, state: str
) -> tuple[tuple[str, str], ...]:
    """List title and address of every page that a grant has for this audience now."""
    if state not in PREPARED:
        return ()
    pages = _pages(portal, application, "grant", audience)
    return tuple((page.title, PATHS[audience].format(grant=grant, path=page.path)) for page in pages)


def group_pages(
    portal: Portal, audience: Audience, *, group: UUID, access: Iterable[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """List the same for a practice, in which there is `access`: each with its application and its state."""
    there = {application for application, state in access if state in PREPARED}
    return tuple(
        (page.title, GROUP_PATHS[audience].format(group=group, slug=slug, path=page.path))
        for slug in portal.applications
        if slug in there
        for page in _pages(portal, slug, "group", audience)
    )


async def opened(portal: Portal, grant: UUID, path: str, audience: Audience, *, by: Actor) -> Opening:
    """Open the page of a grant; NotFound when there is none, or not for this reader.

    An administrator sees the grants of their own groups, staff those of all.
    """
    line = await load(grant)
    if audience == "administrator" and not await administers(by.account, line.group.id):
        raise NotFound
    application, page = _page(portal, line.grant.application, path, "grant", audience)
    if line.grant.state not in PREPARED:
        raise NotFound
    access = await _access_beside(portal, application, page, line)
    own = next(each for each in access if each.key == str(line.id))
    return Opening(
        page=page, portal=portal, application=application, practice=line.group, group=own.group,
        access=access, audience=audience, by=by, about=line,
    )  # fmt: skip


async def opened_for_group(
    portal: Portal, group: UUID, slug: str, path: str, audience: Audience, *, by: Actor
) -> Opening:
    """Open a page about a practice that has access to its application; NotFound as above."""
    if audience == "administrator" and not await administers(by.account, group):
        raise NotFound
    application, page = _page(portal, slug, path, "group", audience)
    practice = await load_group(group)
    access = await given_in(portal, application, practice) if practice.state in MANAGED else ()
    if not access:
        raise NotFound
    return Opening(
        page=page, portal=portal, application=application, practice=practice, group=access[0].group,
        access=access, audience=audience, by=by,
    )  # fmt: skip


async def load_page(opening: Opening) -> Mapping[str, Any]:
    """Load what the page's template needs; whatever the plugin raises, nothing but this page fails."""

    async def load(mine: HandedGroup) -> Mapping[str, Any]:
        loaded = await opening.page.load(mine)
        return {each.name: getattr(loaded, each.name) for each in fields(loaded)}

    own: Mapping[str, Any] = await asked(opening, load)
    return own


async def submit_page(opening: Opening, answers: Any) -> None:
    """Do what the page's form asks; Invalid with the plugin's words when a rule is against it."""
    submit = opening.page.submit
    if submit is None:
        raise NotFound
    try:
        await apart(opening, lambda mine: submit(mine, answers))
    except PortalError:
        raise
    except ValueError as problem:
        raise Invalid({"": opening.portal.site.terms.said(str(problem)[:300])}) from problem
    except (Exception, SystemExit) as problem:
        raise _failed(opening, problem) from problem


async def asked(opening: Opening, call: Call) -> Any:
    """Ask the plugin for something of a page; whatever it raises, nothing but this page fails."""
    try:
        return await apart(opening, call)
    except PortalError:
        raise
    except (Exception, SystemExit) as problem:
        raise _failed(opening, problem) from problem


async def apart(opening: Opening, call: Call) -> Any:
    """Call it in the plugin's loop; what it had begun is undone when it does not answer in time."""

    async def crossed(crossing: Crossing) -> Any:
        return await call(handed(opening, crossing))

    applications, slug = opening.portal.applications, opening.application.slug
    try:
        return await applications.run(slug, f"page {opening.page.path}", crossed, applications.limits.page)
    except Silent as problem:
        raise Unavailable(does_not_answer(opening.application.name)) from problem


def _failed(opening: Opening, problem: BaseException) -> Unavailable:
    """Have the log say which page of which plugin failed, and with what."""
    about = {"application": opening.application.slug, "page": opening.page.path}
    log.error("plugin.page-failed", **about, problem=type(problem).__name__, exc_info=problem)
    return Unavailable(f"{opening.page.title} isn’t available at the moment.")


def _pages(portal: Portal, slug: str, scope: Scope, audience: Audience) -> list[Page[Any]]:
    application = portal.applications.get(slug)
    pages = application.pages if application else ()
    return [page for page in pages if page.scope == scope and audience in page.audience]


def _page(
    portal: Portal, slug: str, path: str, scope: Scope, audience: Audience
) -> tuple[ClinicalApplication[Any], Page[Any]]:
    for page in _pages(portal, slug, scope, audience):
        if page.path == path:
            return portal.applications[slug], page
    raise NotFound


async def _access_beside(
    portal: Portal, application: ClinicalApplication[Any], page: Page[Any], line: Line
) -> tuple[Grant[Any], ...]:
    """The access that a page is about, with all other at its application where the plugin keeps something."""
    try:
        own = await given(portal, line, asked_anew=page.asks_anew)
    except CannotBePut as problem:
        raise Unavailable(str(problem)) from problem
    if application.keeps is None:
        return (own,)
    others = await given_in(portal, application, line.group)
    beside = tuple(own if each.key == own.key else each for each in others)
    return beside if own in beside else (own, *beside)
