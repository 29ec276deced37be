"""A practice at the shipped site, where staff act on the authority of a provider, and what is done there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from core.access import actions, authorizing
from core.access.lines import load
from core.actor import SYSTEM, Actor
from core.portal import Portal
from core.site import SiteProfile
from tests.practices.made import Practice, active, themselves
from tests.practices.people import AMARA, BEN, ROSA, Someone
from tests.practices.portals import portal_for, portal_of

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
DORA = Someone("Dora", "Mills", "dora@peaks.example", ("cerner",), suffix="Coder")


def vouching_site() -> SiteProfile:
    """The shipped site, where staff act on the authority of a provider."""
    site = portal_for().site
    types = [
        each.model_copy(update={"authorized_by": ("provider",)}) if each.slug == "staff" else each
        for each in site.staff_types
    ]
    return site.model_copy(update={"staff_types": tuple(types)})


def vouching_portal() -> Portal:
    """A portal of that site."""
    return portal_of(vouching_site())


@dataclass(frozen=True)
class Vouched:
    """A practice in which Dora waits for a colleague's authority, and what is done there."""

    portal: Portal
    made: Practice

    @classmethod
    async def at(cls, portal: Portal) -> Vouched:
        """Make one at a portal of that site."""
        return cls(portal, await active(portal, BEN, ROSA, AMARA, CARA, DORA))

    @property
    def grant(self) -> UUID:
        """What Dora is to have."""
        return self.made.grants["Dora", "cerner"]

    @property
    def dora(self) -> UUID:
        """Who needs somebody's authority."""
        return self.made.members["Dora"]

    async def by(self, first: str) -> Actor:
        """Somebody by their own account."""
        return await themselves(self.made, first)

    async def ask(self, first: str) -> UUID:
        """Dora asks somebody."""
        return await authorizing.ask(
            self.portal, self.dora, self.made.members[first], by=await self.by("Dora")
        )

    async def agree(self, first: str, key: UUID) -> None:
        """Somebody answers for her."""
        await authorizing.agree(self.portal, key, by=await self.by(first))

    async def vouched(self, first: str) -> UUID:
        """Both."""
        key = await self.ask(first)
        await self.agree(first, key)
        return key

    async def working(self) -> None:
        """What Dora is to have works."""
        await actions.activate(self.portal, self.grant, "dmills", by=SYSTEM)

    async def stands(self) -> tuple[str, str]:
        """How what she is to have stands, and who suspended it."""
        line = await load(self.grant)
        return line.grant.state, line.grant.suspended_by
