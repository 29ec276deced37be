"""One thing of an area while it is changed: its form, and what the answers mean for the profile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import clock
from core.errors import Invalid, NotFound
from core.forms import Form, at_site, draw, read
from core.forms.read import Read
from core.portal import Portal
from core.running.changing import NewChange, would_be
from core.running.laying import KEYS, found_at
from core.running.records import Setting
from core.running.running import Running
from web.forms import Values
from web.pages.console.areas import NEW, Area, Settings
from web.pages.console.site_forms import WhyAndWhen, moment, with_why_and_when
from web.visit import Visit

IN_USE = "This is in use already. Enter another one."
PLAIN = "Enter letters, digits and dashes, and begin with a letter or digit"
_OF_ADDRESSES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
# What the pages send along besides the answers.
_BESIDE = frozenset({"csrf", "seen", "again"})


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of an area, or the new one, which somebody changes or takes away."""

    visit: Visit
    running: Running
    area: Area
    key: str
    heading: str
    removing: bool

    @property
    def portal(self) -> Portal:
        """The portal as it is now."""
        return self.visit.portal

    @property
    def model(self) -> type[Any]:
        """The form as this site asks it."""
        own = self.area.form(self.portal, self.key) if self.area.form else self.area.model
        inner = WhyAndWhen if self.removing else with_why_and_when(own)
        return at_site(self.portal.site.asking, inner)

    def drawn(self) -> Form:
        """The form with what holds now."""
        known = {} if self.key == NEW or self.removing else self.area.values(self.portal, self.key)
        return draw(self.model, known, choices=self.area.choices(self.portal))

    def read(self, sent: Values) -> Read[Any]:
        """Read what was sent."""
        return read(self.model, sent, choices=self.area.choices(self.portal), ignore=_BESIDE)

    def change(self, given: Any, seen: int) -> NewChange:
        """Say what the answers change; Invalid where something new has the key of something else."""
        return NewChange(self._settings(given), given.reason, moment(self.portal, given.begins), seen)

    def differing(self, wanted: NewChange) -> list[Setting]:
        """List each item as it is and as it would be."""
        raw = self.running.raw_at(wanted.begins or clock.now())
        return [Setting(path, found_at(raw, path), after) for path, after in wanted.settings.items()]

    async def follows_of_removing(self) -> Sequence[str]:
        """Say what follows when it is taken away at once; Invalid is said then, when it is tried."""
        try:
            after = would_be(self.running, NewChange(self._settings(None)))
        except Invalid:
            return ()
        return await self.area.consequences(self.portal, after, self.key)

    def _settings(self, given: Any) -> Settings:
        if self.removing:
            return self.area.removing(self.portal, self.key) if self.area.removing else {}
        settings = self.area.settings(self.portal, self.key, given)
        if self.key == NEW:
            self._require_new(settings)
        return settings

    def _require_new(self, settings: Settings) -> None:
        """Something new has a key of its own, which can stand in an address."""
        field = next((KEYS[path[0]] for path in settings if path[0] in KEYS), "")
        known = {each.key.casefold() for each in self.area.entries(self.portal)} | {NEW}
        raw = self.running.raw_at(clock.now())
        for path in settings:
            if not _OF_ADDRESSES.fullmatch(path[-1]):
                raise Invalid({field: PLAIN})
            if path[-1].casefold() in known or found_at(raw, path) is not None:
                raise Invalid({field: IN_USE})


def thing_of(visit: Visit, running: Running, area: Area, key: str, *, removing: bool = False) -> Thing:
    """Find a thing of an area; NotFound for one that is not there, or that cannot be added or go."""
    entry = area.entry(visit.portal, key)
    if key == NEW and area.adds and not removing:
        return Thing(visit, running, area, key, area.adds, removing)
    if entry is None or (removing and area.removing is None):
        raise NotFound
    heading = f"Remove {entry.name}" if removing else entry.name
    return Thing(visit, running, area, key, heading, removing)
