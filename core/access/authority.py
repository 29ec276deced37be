"""Whose authority counts for somebody who acts on that of a colleague, as things stand now.

It counts while the colleague agreed and is there: in the same practice, neither away nor suspended nor gone,
known for certain, of a staff type that may authorize, and with a license that support found valid as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from core.access.steps import Step
from core.credentials.invalid import licenses
from core.credentials.queries import State
from core.groups.authority import OPEN, AuthorizationFacts, authorizations_of, relying_on
from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN
from core.portal import Portal
from core.site import SiteProfile


class ActsOnAuthority(Protocol):
    """Somebody who needs a colleague: a member, or who may become one."""

    @property
    def id(self) -> UUID:
        """The key of the member."""

    @property
    def group(self) -> UUID:
        """The practice."""

    @property
    def staff_type(self) -> str:
        """What they are there."""


@dataclass(frozen=True, slots=True)
class Authority:
    """On whose authority somebody acts: whose counts, whose does not at the moment, and who has to answer.

    `kinds` are the staff types of whom one has to agree, in words. `unchecked` are those of the lapsed at
    whose license, which `license` names, support has to look first.
    """

    kinds: str
    counts: tuple[MemberFacts, ...] = ()
    lapsed: tuple[MemberFacts, ...] = ()
    asked: tuple[MemberFacts, ...] = ()
    unchecked: tuple[MemberFacts, ...] = ()
    license: str = ""

    @property
    def step(self) -> Step:
        """Say it as a link of the chain."""
        if self.counts:
            return Step("authority", "ok", f"On the authority of {_names(self.counts)}.", decides=True)
        if self.unchecked:
            words = f"{_names(self.unchecked)} agreed. Support checks their {self.license} first."
            return Step("authority", "not-yet", words, "support", "support", decides=True)
        if self.asked:
            words = f"Waiting for {_names(self.asked)} to answer."
            return Step("authority", "not-yet", words, "authorizer", "authority", decides=True)
        if self.lapsed:
            words = f"The authority of {_names(self.lapsed)} doesn’t count at the moment."
            return Step("authority", "broken", words, "member", "authority", decides=True)
        words = f"A colleague has to answer first ({self.kinds}). Nobody is asked now."
        return Step("authority", "not-yet", words, "member", "authority", decides=True)


def kinds_in_words(site: SiteProfile, staff_type: str) -> str:
    """Name the staff types of whom one has to answer for somebody of this one; empty for nobody."""
    found = (site.staff_type(each) for each in site.authorized_by(staff_type))
    return " or ".join(each.name for each in found if each)


async def authority_of(portal: Portal, member: MemberFacts) -> Authority | None:
    """Find on whose authority somebody acts; None, and no statement, for who needs nobody’s."""
    return (await authorities(portal, [member])).get(member.id)


async def authorities(portal: Portal, members: Collection[MemberFacts]) -> Mapping[UUID, Authority]:
    """Find the same for all of these who need a colleague; three statements, none where nobody does."""
    needing = [each for each in members if portal.site.authorized_by(each.staff_type)]
    if not needing:
        return {}
    found = await authorizations_of([each.id for each in needing], *OPEN)
    standing = await licenses(portal.site, [each.by for each in found])
    return {each.id: _authority(portal.site, each, found, standing) for each in needing}


async def can_authorize(portal: Portal, member: MemberFacts) -> list[MemberFacts]:
    """List the colleagues who can answer for somebody, as they stand; two statements at most.

    What they say counts once support has found their license valid.
    """
    if not portal.site.authorized_by(member.staff_type):
        return []
    return await those_who_may(portal, member, await members_of(member.group))


async def those_who_may(
    portal: Portal, member: ActsOnAuthority, colleagues: Collection[MemberFacts]
) -> list[MemberFacts]:
    """List those of these colleagues who may answer for somebody; one statement at most."""
    people = [each for each in colleagues if may_authorize(portal.site, member, each)]
    standing = await licenses(portal.site, people)
    return [each for each in people if standing[each.id] != "not-valid"]


async def with_authority(portal: Portal, members: Collection[MemberFacts]) -> frozenset[UUID]:
    """Find those of these members who need nobody’s authority, or have one that counts."""
    found = await authorities(portal, members)
    return frozenset(each.id for each in members if each.id not in found or found[each.id].counts)


async def relying(site: SiteProfile, member: UUID) -> frozenset[UUID]:
    """Find who acts on the authority of somebody; no statement where a site has no such people."""
    return await relying_on(member) if site.has_authorizers else frozenset()


def may_authorize(site: SiteProfile, member: ActsOnAuthority, colleague: MemberFacts) -> bool:
    """Tell whether somebody may answer for a colleague, as far as both stand in the practice."""
    return (
        colleague.id != member.id
        and colleague.group == member.group
        and colleague.standing == "active"
        and colleague.person_state in KNOWN
        and colleague.staff_type in site.authorized_by(member.staff_type)
        and site.is_suffix_for(colleague.suffix, colleague.staff_type)
    )


def _authority(
    site: SiteProfile, member: MemberFacts, found: list[AuthorizationFacts], standing: Mapping[UUID, State]
) -> Authority:
    theirs = [each for each in found if each.member == member.id]
    agreed = [each.by for each in theirs if each.state == "in-force"]
    able = [each for each in agreed if may_authorize(site, member, each)]
    counts = [each for each in able if standing[each.id] == "valid"]
    return Authority(
        kinds_in_words(site, member.staff_type),
        tuple(counts),
        tuple(each for each in agreed if each not in counts),
        tuple(each.by for each in theirs if each.state == "asked"),
        tuple(each for each in able if standing[each.id] == "open"),
        site.terms.license,
    )


def _names(people: Collection[MemberFacts]) -> str:
    return " and ".join(each.name for each in people)
