"""Pages that a plugin owns, about one access, a practice or the site: found, guarded, and asked.

Their code runs in a loop of the plugin's own; only what it stores and mails is done here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
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
from core.groups.states import MANAGED
from core.plugin_api import Audience, ClinicalApplication, Grant, Page
from core.plugin_api.pages import Scope
from core.portal import Portal
from core.requests.openings import GROUP_PATHS, PATHS, SITE_PATH, Opening
from core.requests.page_readers import Asked, Choose, reader_of
from core.requests.site_openings import AnyOpening, SiteOpening

log = structlog.get_logger(__name__)
Call = Callable[[Any], Awaitable[Any]]
# Who reads pages of one application, by its slug.
Reads = Callable[[str], Collection[Audience]]
Links = tuple[tuple[str, str], ...]


def pages_for(
    portal: Portal, audience: Audience | Reads, *, grant: UUID, application: str, state: str
) -> Links:
    """List title and address of every page that a grant has for this audience now.

    A member has none while their access is taken away.
    """
    if state not in PREPARED or (audience == "member" and state == "suspended"):
        return ()
    pages = _pages(portal, application, "grant", audience)
    return tuple((page.title, PATHS[who].format(grant=grant, path=page.path)) for page, who in pages)


def group_pages(
    portal: Portal, audience: Audience | Reads, *, group: UUID, access: Iterable[tuple[str, str]]
) -> Links:
    """List the same for a practice, in which there is `access`: each with its application and its state."""
    there = {application for application, state in access if state in PREPARED}
    return tuple(
        (page.title, GROUP_PATHS[who].format(group=group, slug=slug, path=page.path))
        for slug in portal.applications
        if slug in there
        for page, who in _pages(portal, slug, "group", audience)
    )


def site_pages(portal: Portal, audience: Audience | Reads) -> Links:
    """List the same of every application about the whole site, each title behind the application's name."""
    return tuple(
        (f"{application.name}: {page.title}", SITE_PATH.format(slug=slug, path=page.path))
        for slug, application in portal.applications.items()
        for page, _ in _pages(portal, slug, "site", audience)
    )


async def opened(portal: Portal, grant: UUID, path: str, reader: Audience | Choose, *, by: Actor) -> Opening:
    """Open the page of a grant; NotFound when there is none, or not for this reader.

    An administrator and a sponsor see the grants of their own groups, a member their own, staff those of all.
    What a member's page gets, and may change, is their own access alone.
    """
    line = await load(grant)
    application, page = _page(portal, line.grant.application, path, "grant")
    if line.grant.state not in PREPARED:
        raise NotFound
    asked = Asked(application.slug, page, line.group.id, line)
    audience = await reader_of(reader, asked, by.account)
    access = await _access_beside(portal, application, page, line)
    own = next(each for each in access if each.key == str(line.id))
    return Opening(
        page=page, portal=portal, application=application, practice=line.group, group=own.group,
        access=(own,) if audience == "member" else access, audience=audience, by=by, about=line,
    )  # fmt: skip


async def opened_for_group(
    portal: Portal, group: UUID, slug: str, path: str, reader: Audience | Choose, *, by: Actor
) -> Opening:
    """Open a page about a practice that has access to its application; NotFound as above."""
    application, page = _page(portal, slug, path, "group")
    audience = await reader_of(reader, Asked(slug, page, group), by.account)
    practice = await load_group(group)
    access = await given_in(portal, application, practice) if practice.state in MANAGED else ()
    if not access:
        raise NotFound
    return Opening(
        page=page, portal=portal, application=application, practice=practice, group=access[0].group,
        access=access, audience=audience, by=by,
    )  # fmt: skip


async def opened_for_site(
    portal: Portal, slug: str, path: str, reader: Audience | Choose, *, by: Actor
) -> SiteOpening:
    """Open a page about the whole site; NotFound as above."""
    application, page = _page(portal, slug, path, "site")
    audience = await reader_of(reader, Asked(slug, page), by.account)
    return SiteOpening(portal=portal, application=application, page=page, audience=audience, by=by)


async def load_page(opening: AnyOpening) -> Mapping[str, Any]:
    """Load what the page's template needs; whatever the plugin raises, nothing but this page fails."""

    async def load(mine: Any) -> Mapping[str, Any]:
        loaded = await opening.page.load(mine)
        return {each.name: getattr(loaded, each.name) for each in fields(loaded)}

    own: Mapping[str, Any] = await asked(opening, load)
    return own


async def submit_page(opening: AnyOpening, answers: Any) -> None:
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


async def asked(opening: AnyOpening, call: Call) -> Any:
    """Ask the plugin for something of a page; whatever it raises, nothing but this page fails."""
    try:
        return await apart(opening, call)
    except PortalError:
        raise
    except (Exception, SystemExit) as problem:
        raise _failed(opening, problem) from problem


async def apart(opening: AnyOpening, call: Call) -> Any:
    """Call it in the plugin's loop; what it had begun is undone when it does not answer in time."""

    async def crossed(crossing: Crossing) -> Any:
        return await call(opening.handed(crossing))

    applications, slug = opening.portal.applications, opening.application.slug
    try:
        return await applications.run(slug, f"page {opening.page.path}", crossed, applications.limits.page)
    except Silent as problem:
        raise Unavailable(does_not_answer(opening.application.name)) from problem


def _failed(opening: AnyOpening, problem: BaseException) -> Unavailable:
    """Have the log say which page of which plugin failed, and with what."""
    about = {"application": opening.application.slug, "page": opening.page.path}
    log.error("plugin.page-failed", **about, problem=type(problem).__name__, exc_info=problem)
    return Unavailable(f"{opening.page.title} isn’t available at the moment.")


def _pages(
    portal: Portal, slug: str, scope: Scope, audience: Audience | Reads
) -> list[tuple[Page[Any], Audience]]:
    """List the pages about such a thing that are for this reader, and in which part they read each."""
    application = portal.applications.get(slug)
    reads = (audience,) if isinstance(audience, str) else audience(slug)
    return [
        (page, next(who for who in reads if who in page.audience))
        for page in (application.pages if application else ())
        if page.scope == scope and page.audience & {*reads}
    ]


def _page(portal: Portal, slug: str, path: str, scope: Scope) -> tuple[ClinicalApplication[Any], Page[Any]]:
    application = portal.applications.get(slug)
    for page in application.pages if application else ():
        if (page.scope, page.path) == (scope, path):
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
