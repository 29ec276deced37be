"""People in several practices at once, and what support does for them while everything goes wrong."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from core.access import actions
from core.access.asking import ask_again
from core.activation import identifying
from core.activation.actions import activate_group
from core.activation.identifying import Said
from core.actor import Actor
from core.database import is_outage
from core.groups.tables import Group, Member
from core.identity.tables import Person
from core.portal import Portal
from tests.kills.applications import SLUGS
from tests.practices import (
    ANALYST,
    BEN,
    KEYS,
    LINE,
    Practice,
    Someone,
    check_credentials,
    numbered,
    practice,
    state_of,
)

Act = Callable[[], Awaitable[None]]
WORDS = ("one", "two", "three", "four", "five", "six", "seven")


@dataclass(slots=True)
class Crowd:
    """Practices of `size` people each, most of whom are in more than one, and every grant of theirs."""

    portal: Portal
    groups: int
    size: int
    practices: list[Practice] = field(default_factory=list)
    ended: set[UUID] = field(default_factory=set)

    @property
    def grants(self) -> list[UUID]:
        """Every grant, each of which is a job."""
        return [grant for each in self.practices for grant in each.grants.values()]

    async def enroll(self) -> None:
        """Every practice has signed and waits for support."""
        for number in range(self.groups):
            boss = replace(BEN, email=f"boss{number}@crowd.example", wants=())
            people = (_person(each) for each in self._humans_of(number))
            made = await practice(self.portal, boss, *people, name=f"Crowd {WORDS[number]}")
            await check_credentials(self.portal, made)
            self.practices.append(made)

    def acts(self, chance: random.Random) -> list[Act]:
        """What support does, in its order: practices are activated, access is ended, some is given again."""
        acts: list[Act] = []
        for each in self.practices:
            acts += [partial(self._activate, each), partial(self._confirm_everybody, each)]
            grants = list(each.grants.values())
            ending = chance.sample(grants, len(grants) // 3)
            acts += [partial(self._end, grant) for grant in ending]
            self.ended |= {*ending}
        again = chance.sample(sorted(self.ended), len(self.ended) // 4)
        self.ended -= {*again}
        asking = {grant: each.by for each in self.practices for grant in each.grants.values()}
        return acts + [partial(self._give_again, grant, asking[grant]) for grant in again]

    def _humans_of(self, number: int) -> list[int]:
        pool = self.groups * self.size // 2
        return [(number * self.size // 3 + each) % pool for each in range(self.size)]

    async def _activate(self, made: Practice) -> None:
        if not await Group.exists().where(Group.id == made.group, Group.state == "active"):
            await activate_group(self.portal, KEYS, made.group, by=ANALYST)

    async def _confirm_everybody(self, made: Practice) -> None:
        """Whoever is in another practice already is the same person.

        Nobody has opened their account yet, so most addresses are not proved, and support says who it is.
        """
        rows = await Member.select(Member.id, Member.email, Member.person_state).where(
            Member.group == made.group, Member.person_state.is_in(["asked", "unclear"])
        )
        for row in rows:
            if row["person_state"] == "asked":
                await identifying.confirm(self.portal, row["id"], by=ANALYST)
                continue
            known = await Person.select(Person.portal_id).where(Person.email_key == row["email"]).first()
            said = Said(login=known["portal_id"] if known else "")
            await identifying.identify(self.portal, KEYS, row["id"], said, by=ANALYST)

    async def _end(self, grant: UUID) -> None:
        if await state_of(grant) != "revoked":
            await actions.revoke(grant, LINE, by=ANALYST)

    async def _give_again(self, grant: UUID, asking: Actor) -> None:
        if await state_of(grant) == "revoked":
            await ask_again(self.portal, grant, by=asking)
        if await state_of(grant) == "requested":
            await actions.approve(self.portal, grant, by=ANALYST)
        if await state_of(grant) == "approved":
            await actions.begin(self.portal, grant, by=ANALYST)


async def persist(act: Act) -> None:
    """Do it in spite of outages; every act looks first whether it is done already."""
    while True:
        try:
            async with asyncio.timeout(30):
                await act()
        except Exception as problem:
            if not is_outage(problem):
                raise
            await asyncio.sleep(0.1)
        else:
            return


def _person(number: int) -> Someone:
    return Someone(
        numbered("P", number), numbered("Person", number), f"p{number}@crowd.example", SLUGS, "Coder"
    )
