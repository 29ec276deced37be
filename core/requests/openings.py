"""A page of a plugin as it was opened, about one access or about a practice, and what it may do there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.access.lines import Line
from core.apart import Crossing
from core.audit import Subject
from core.errors import NotFound
from core.groups.rights import administrator_of, sponsors_of
from core.plugin_api import Audience, Grant, Page
from core.plugin_api.pages import Told
from core.requests.in_practice import HandedPractice, OfPractice
from core.requests.page_turns import keep_turn

PATHS: Mapping[Audience, str] = {
    "administrator": "/access/{grant}/{path}",
    "analyst": "/support/access/{grant}/{path}",
}
GROUP_PATHS: Mapping[Audience, str] = {
    "administrator": "/office/{group}/applications/{slug}/{path}",
    "analyst": "/support/practices/{group}/applications/{slug}/{path}",
}


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

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        """Keep whose turn it is at this page, in place of whose it was."""
        await keep_turn(self.line.id, self.page.path, whom, self.portal.site.terms.said(to_do))

    async def tell(self, whom: Told, template: str, **context: Any) -> None:
        """Mail the administrator, support or the sponsor, with the way to this page for who may open it."""
        if template not in self.application.permissions.mails:
            message = f"{self.application.slug} may not send {template}: it isn't among permissions.mails"
            raise LookupError(message)
        to = await self._reached(whom)
        if not to or self.application.folder is None:
            return
        opens = whom if whom != "sponsor" and whom in self.page.audience else None
        await self.portal.mail.send(
            to=to,
            template=template,
            about=self.subject,
            folder=self.application.folder / "templates",
            person=self.about.member.name if self.about else "",
            group_name=self.practice.name,
            application=self.application.name,
            path=self.own_address(audience=opens) if opens else "",
            **context,
        )

    async def _reached(self, whom: Told) -> str:
        if whom == "analyst":
            return self.portal.site.support_address
        if whom == "sponsor":
            sponsors = await sponsors_of([self.practice.id])
            return sponsors[0].email if sponsors else ""
        administrator = await administrator_of(self.practice.id)
        return administrator.email if administrator else ""


@dataclass(frozen=True, slots=True)
class HandedGroup(HandedPractice):
    """What a page about a practice gets: `core.plugin_api.OpenedGroup`, for use in the plugin's loop."""

    opening: Opening
    audience: Audience
    name: str

    def address(self, path: str, key: str = "") -> str:
        return self.opening.address(path, key)

    async def tell(self, whom: Told, template: str, **context: Any) -> None:
        await self.crossing.carry(partial(self.opening.tell, whom, template, **context))


@dataclass(frozen=True, slots=True)
class Handed(HandedGroup):
    """What a page about one access gets: `core.plugin_api.Opened`."""

    grant: Grant[Any]

    async def hand_over(self, whom: Audience | None, to_do: str = "") -> None:
        await self.crossing.carry(partial(self.opening.hand_over, whom, to_do))


def handed(opening: Opening, crossing: Crossing) -> HandedGroup:
    """Return what the plugin's functions get of an opening."""
    mine = opening, crossing, opening.group, opening.access, opening.now, opening.facilities
    reader = opening.audience, opening.name
    if opening.about is None:
        return HandedGroup(*mine, *reader)
    return Handed(*mine, *reader, opening.grant)
