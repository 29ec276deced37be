"""A practice as the code of an application sees and changes it, at a page or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core import clock
from core.access.changing import NOT_THERE, answer_anew, keep_of_access, tell_again
from core.access.practice_values import keep_of_practice
from core.actor import Actor
from core.apart import Crossing
from core.audit import Event, Subject, change
from core.errors import Invalid
from core.groups.records import GroupFacts
from core.plugin_api import ClinicalApplication, Grant, Group
from core.portal import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPractice:
    """One practice with its access to one application, and what `by` may have done there."""

    portal: Portal
    application: ClinicalApplication[Any]
    practice: GroupFacts
    group: Group
    access: tuple[Grant[Any], ...]
    by: Actor

    @property
    def now(self) -> datetime:
        """The moment."""
        return clock.now()

    @property
    def facilities(self) -> Mapping[str, str]:
        """The names of facilities by their codes: those to choose from, and those chosen once."""
        return {each.code: each.name for each in self.portal.site.facilities}

    @property
    def subject(self) -> Subject:
        """What changes are about, as the trail names it."""
        return ("group", self.practice.id)

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Event]:
        """Open one transaction with its event, in the plugin's own name."""
        return change(f"{self.application.slug}.{what}", by=self.by, subject=self.subject, **details)

    async def keep(self, key: str, values: BaseModel) -> None:
        """Keep what the plugin says of one access; Invalid for one that is not of this practice."""
        await keep_of_access(self.portal, self._own(key), values, by=self.by)

    async def answer(self, key: str, answers: BaseModel) -> None:
        """Put answers in place of those in force; Invalid for access that is not of this practice."""
        await answer_anew(self.portal, self._own(key), answers, by=self.by)

    async def keep_of_practice(self, values: BaseModel) -> None:
        """Keep what the plugin says of the practice."""
        await keep_of_practice(self.portal, self.practice.id, self.application.slug, values, by=self.by)

    async def update(self, key: str) -> None:
        """Have the application told again of an access; Invalid for one that is not of this practice."""
        await tell_again(self._own(key), by=self.by)

    def _own(self, key: str) -> UUID:
        if key not in {each.key for each in self.access}:
            raise Invalid({"": NOT_THERE})
        return UUID(key)


@dataclass(frozen=True, slots=True)
class HandedPractice:
    """What the plugin gets of it: `core.plugin_api.InPractice`, for use in the plugin's loop."""

    opening: OfPractice
    crossing: Crossing
    group: Group
    access: tuple[Grant[Any], ...]
    now: datetime
    facilities: Mapping[str, str]

    def change(self, what: str, **details: Any) -> AbstractAsyncContextManager[Any]:
        return self.crossing.within(partial(self.opening.change, what, **details))

    async def keep(self, key: str, values: BaseModel) -> None:
        await self.crossing.carry(partial(self.opening.keep, key, values))

    async def answer(self, key: str, answers: BaseModel) -> None:
        await self.crossing.carry(partial(self.opening.answer, key, answers))

    async def keep_of_practice(self, values: BaseModel) -> None:
        await self.crossing.carry(partial(self.opening.keep_of_practice, values))

    async def update(self, key: str) -> None:
        await self.crossing.carry(partial(self.opening.update, key))


def handed_practice(opening: OfPractice, crossing: Crossing) -> HandedPractice:
    """Return what the plugin's functions get of a practice."""
    mine = opening.group, opening.access, opening.now, opening.facilities
    return HandedPractice(opening, crossing, *mine)
