"""A page of a plugin as it was opened, about one access or about a practice, and what it may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from core.access.changing import lists_for_group
from core.access.lines import Line
from core.apart import Crossing
from core.audit import Subject
from core.errors import NotFound
from core.forms import Offered
from core.plugin_api import Audience, Grant, Page
from core.requests.in_practice import HandedPractice, OfPractice
from core.requests.page_mails import PageMail, send_page_mail
from core.requests.page_turns import keep_turn

# Whoever works for the site opens a page at an address of the console, everybody else at one of their own.
STAFF: frozenset[Audience] = frozenset({"analyst", "privacy-officer"})
_THEIRS: tuple[Audience, ...] = ("administrator", "sponsor", "member")
PATHS: Mapping[Audience, str] = {
    **dict.fromkeys(_THEIRS, "/access/{grant}/{path}"),
    **dict.fromkeys(STAFF, "/support/access/{grant}/{path}"),
}
GROUP_PATHS: Mapping[Audience, str] = {
    **dict.fromkeys(_THEIRS, "/office/{group}/applications/{slug}/{path}"),
    **dict.fromkeys(STAFF, "/support/practices/{group}/applications/{slug}/{path}"),
}
SITE_PATH = "/support/applications/{slug}/{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening(OfPractice):
    """A page of a plugin, opened for one request; `about` is the access that it is about, if it is."""

    page: Page[Any]
    audience: Audience
    about: Line | None = None

    @property
    def line(self) -> Line:
        """The access that the page is about; NotFound where it is about a practice."""
        if self.about is None:
            raise NotFound
        return self.about

    @property
    def grant(self) -> Grant[Any]:
        """The same as its plugin gets it."""
        return next(each for each in self.access if each.key == str(self.line.id))

    @property
    def name(self) -> str:
        """Who reads it."""
        return self.by.name

    @property
    def staff(self) -> bool:
        """Whether they work for the site."""
        return self.audience in STAFF

    @property
    def subject(self) -> Subject:
        """What the page is about, as the trail names it."""
        return ("grant", self.about.id) if self.about else ("group", self.practice.id)

    @property
    def said(self) -> str:
        """What the page is about, in words."""
        return f"{self.grant.person.name}, {self.practice.name}" if self.about else self.practice.name

    def address(self, path: str = "", key: str = "", audience: Audience | None = None) -> str:
        """Return where a page of the plugin stands for this audience; NotFound when it is not there."""
        path, audience = path or self.page.path, audience or self.audience
        scope = "grant" if key else "group"
        if key and key not in {each.key for each in self.access}:
            raise NotFound
        if (scope, path) not in {(each.scope, each.path) for each in self.application.pages}:
            raise NotFound
        if key:
            return PATHS[audience].format(grant=key, path=path)
        about = {"group": self.practice.id, "slug": self.application.slug, "path": path}
        return GROUP_PATHS[audience].format(**about)

    def own_address(self, path: str = "", audience: Audience | None = None) -> str:
        """Return where this page stands, or one about the same with another path."""
        found = next((each for each in self.application.pages if each.path == (path or self.page.path)), None)
        about = self.about if found and found.scope == "grant" else None
        return self.address(path, str(about.id) if about else "", audience)

    async def lists(self) -> Offered:
        """Return the lists that its form may offer."""
        return await lists_for_group(self.portal, self.practice.id, self.application.slug)

    async def keep_of_practice(self, values: BaseModel) -> None:
        """Keep what the plugin says of the practice; LookupError for a member, who may not."""
        if self.audience == "member":
            message = "a page about one’s own access keeps nothing beyond it"
            raise LookupError(message)
        await OfPractice.keep_of_practice(self, values)

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        """Keep whose turn it is at this page, in place of whose it was; LookupError for who can't open it."""
        if whom is not None and whom not in self.page.audience:
            message = f"{self.page.path} can’t be handed to {whom}, who doesn’t open it"
            raise LookupError(message)
        await keep_turn(self.line.id, self.page.path, whom, self.portal.site.terms.said(to_do))

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        """Mail whoever it is, with the way to this page for who may open it."""
        opens = whom in self.page.audience
        about = PageMail(
            self.subject,
            path=self.own_address(audience=whom) if opens else "",
            group=self.practice,
            line=self.about,
        )
        await send_page_mail(self.portal, self.application, about, whom, template, **context)

    def handed(self, crossing: Crossing) -> HandedGroup:
        """Return what the plugin's functions get of it."""
        mine = self, crossing, self.group, self.access, self.now, self.facilities
        reader = self.audience, self.name
        if self.about is None:
            return HandedGroup(*mine, *reader)
        return Handed(*mine, *reader, self.grant)


@dataclass(frozen=True, slots=True)
class HandedGroup(HandedPractice):
    """What a page about a practice gets: `core.plugin_api.OpenedGroup`, for use in the plugin's loop."""

    opening: Opening
    audience: Audience
    name: str

    def address(self, path: str, key: str = "") -> str:
        return self.opening.address(path, key)

    async def tell(self, whom: Audience, template: str, **context: Any) -> None:
        await self.crossing.carry(partial(self.opening.tell, whom, template, **context))


@dataclass(frozen=True, slots=True)
class Handed(HandedGroup):
    """What a page about one access gets: `core.plugin_api.Opened`."""

    grant: Grant[Any]

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        await self.crossing.carry(partial(self.opening.hand_over, whom, to_do))
