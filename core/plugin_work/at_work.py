"""What a job of an application gets: its own practices, and no way to any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from core.access.given import practice_in
from core.actor import SYSTEM
from core.apart import Crossing
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.states import MANAGED
from core.plugin_api import ClinicalApplication, Options
from core.plugin_work.queries import practices_with
from core.portal import Portal
from core.requests.in_practice import HandedPractice, OfPractice, handed_practice


@dataclass(frozen=True, slots=True)
class Working:
    """`core.plugin_api.AtWork`, for use in the plugin's loop."""

    portal: Portal
    application: ClinicalApplication[Any]
    crossing: Crossing
    now: datetime
    options: Options

    async def practices(self, after: str = "") -> Sequence[str]:
        behind = UUID(after) if after else None
        found = await self.crossing.carry(partial(practices_with, self.application.slug, behind))
        return [str(each) for each in found]

    async def practice(self, key: str) -> HandedPractice:
        try:
            find = partial(of_practice, self.portal, self.application, UUID(key))
            opening: OfPractice = await self.crossing.carry(find)
        except (NotFound, ValueError) as problem:
            raise LookupError(key) from problem
        if not opening.access:
            raise LookupError(key)
        return handed_practice(opening, self.crossing)


async def of_practice(portal: Portal, application: ClinicalApplication[Any], group: UUID) -> OfPractice:
    """Return a practice as one application may see and change it; no access where it is not active."""
    practice = await load_group(group)
    facts, access = await practice_in(portal, application, practice)
    return OfPractice(
        portal=portal,
        application=application,
        practice=practice,
        group=facts,
        access=access if practice.state in MANAGED else (),
        by=SYSTEM,
    )
