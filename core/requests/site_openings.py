"""A page of a plugin about the whole site, as somebody of the staff opened it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.access.queries import whose_access
from core.actor import Actor
from core.apart import Crossing
from core.audit import Event, Subject, change
from core.errors import NotFound
from core.forms import Offered
from core.plugin_api import Audience, ClinicalApplication, Options, Page, Whose
from core.portal import Portal
from core.requests.openings import GROUP_PATHS, PATHS, SITE_PATH, Opening
from core.requests.page_mails import PageMail, send_page_mail


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOpening:
    """A page of a plugin about the whole site, opened for one request."""

    portal: Portal
    application: ClinicalApplication[Any]
    page: Page[Any]
    audience: Audience
    by: Actor

    @property
    def about(self) -> None:
        """It is about no access of somebody."""

    @property
    def now(self) -> datetime:
        """The moment."""
        return clock.now()

    @property
    def options(self) -> Options:
        """What the site says of the application."""
        return self.application.options

    @property
    def facilities(self) -> Mapping[str, str]:
        """The names of facilities by their codes: those to choose from, and those chosen once."""
        return {each.code: each.name for each in self.portal.site.facilities}

    @property
    def name(self) -> str:
        """Who reads it."""
        return self.by.name

    @property
    def staff(self) -> bool:
        """Whoever reads it works for the site."""
        return True

    @property
    def subject(self) -> Subject:
        """What the page is about, as the trail names it."""
        return ("application", self.application.slug)

    @property
    def said(self) -> str:
        """What the page is about, in words."""
        return f"All {self.portal.site.terms.practice.plural}"

    def address(self, path: str = "", key: str = "", group: str = "") -> str:
        """Return where a page stands: about an access, a practice, else the site; NotFound where none is."""
        path, scope = path or self.page.path, "grant" if key else "group" if group else "site"
        if (scope, path) not in {(each.scope, each.path) for each in self.application.pages}:
            raise NotFound
        try:
            about = {"grant": key and UUID(key), "group": group and UUID(group)}
        except ValueError as problem:
            raise NotFound from problem
        where = {"grant": PATHS[self.audience], "group": GROUP_PATHS[self.audience], "site": SITE_PATH}
        return where[scope].format(slug=self.application.slug, path=path, **about)

    def own_address(self, path: str = "") -> str:
        """Return where this page stands, or another one about the site."""
        return self.address(path)

    async def lists(self) -> Offered:
        """Return the lists that its form may offer, in which is nobody of a practice."""
        return self.portal.applications.choices(self.application.slug)

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Event]:
        """Open one transaction with its event, in the plugin's own name."""
        return change(f"{self.application.slug}.{what}", by=self.by, subject=self.subject, **details)

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail staff, with the way to this page for who may open it."""
        path = self.own_address() if whom in self.page.audience else ""
        await send_page_mail(
            self.portal, self.application, PageMail(self.subject, path), whom, template, **context
        )

    async def whose(self, keys: Sequence[str]) -> tuple[Whose, ...]:
        """List whose access to the application these keys are of."""
        return await whose_access(self.application.slug, keys)

    def handed(self, crossing: Crossing) -> HandedSite:
        """Return what the plugin's functions get of it."""
        known = self.now, self.options, self.facilities
        return HandedSite(self, crossing, self.audience, self.name, *known)


AnyOpening = Opening | SiteOpening


@dataclass(frozen=True, slots=True)
class HandedSite:
    """What a page about the site gets: `core.plugin_api.OpenedSite`, for use in the plugin's loop."""

    opening: SiteOpening
    crossing: Crossing
    audience: Audience
    name: str
    now: datetime
    options: Options
    facilities: Mapping[str, str]

    def address(self, path: str, key: str = "", group: str = "") -> str:
        return self.opening.address(path, key, group)

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        return self.crossing.within(partial(self.opening.change, what, **details))

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        await self.crossing.carry(partial(self.opening.tell, whom, template, **context))

    async def whose(self, keys: Sequence[str]) -> Sequence[Whose]:
        found: Sequence[Whose] = await self.crossing.carry(partial(self.opening.whose, keys))
        return found
