"""Who answers for whom, as the two, whoever administers their practice, and staff see it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.authority import authorities, can_authorize, kinds_in_words
from core.access.held import rows_held
from core.access.on_authority import Affected, affected_by
from core.actor import Actor
from core.credentials.invalid import licenses
from core.errors import NotFound, Stale
from core.groups.authority import (
    OPEN,
    AuthorizationFacts,
    authorizations_by,
    authorizations_of,
    load_authorization,
)
from core.groups.authorizations import AUTHORIZATION
from core.groups.people import groups_called, load_group, load_member, members_called, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administers, is_oneself, memberships_of
from core.portal import Portal

ACTS = ("agree", "decline", "withdraw", "end")
ANSWERED = "This was answered already, or taken back."
WAITING, WORKING = ("approved", "provisioning", "failed", "suspended"), ("active", "provisioning")


@dataclass(frozen=True, slots=True)
class Vouching:
    """One authorization: for whom somebody answers, and how it stands.

    `counts` says whether it opens anything now. `works` are the applications that work for the member or are
    being set up, and `waits` those that were approved and wait.
    """

    facts: AuthorizationFacts
    member: MemberFacts
    counts: bool
    works: tuple[str, ...]
    waits: tuple[str, ...]

    @property
    def words(self) -> str:
        """How it stands, as people read it."""
        if self.facts.state == "in-force" and not self.counts:
            return "Doesn’t count at the moment"
        return AUTHORIZATION.in_words(self.facts.state)

    @property
    def is_open(self) -> bool:
        """Whether it is asked for or in force."""
        return self.facts.state in OPEN


@dataclass(frozen=True, slots=True)
class AnsweringFor:
    """Somebody of a practice: who answers for them, and for whom they answer.

    `kinds` are the staff types of whom one has to answer for them, in words; empty for who needs nobody.
    """

    group: GroupFacts
    member: MemberFacts
    kinds: str
    own: tuple[Vouching, ...]
    others: tuple[Vouching, ...]

    @property
    def covered(self) -> bool:
        """Whether somebody answers for them now, or nobody has to."""
        return not self.kinds or any(each.counts for each in self.own)


async def answering_for(portal: Portal, members: Sequence[MemberFacts]) -> tuple[AnsweringFor, ...]:
    """Say of each of these who answers for them, and for whom they do; nothing where nobody has to."""
    if not portal.site.has_authorizers:
        return ()
    groups = {each.id: each for each in await groups_called({member.group for member in members})}
    found = []
    for each in members:
        own = await _vouchings(portal, await authorizations_of([each.id]))
        others = await _vouchings(portal, await authorizations_by(each.id, *OPEN))
        kinds = kinds_in_words(portal.site, each.staff_type)
        found.append(AnsweringFor(groups[each.group], each, kinds, own, others))
    return tuple(found)


async def answering_of(portal: Portal, members: Collection[UUID]) -> tuple[AnsweringFor, ...]:
    """Say the same of the members with these keys, where it is about anybody at all."""
    if not portal.site.has_authorizers:
        return ()
    found = await answering_for(portal, await members_called(members))
    return tuple(each for each in found if each.kinds or each.own or each.others)


async def own_answering(portal: Portal, account: UUID) -> tuple[AnsweringFor, ...]:
    """Say the same of the person behind an account, in each practice they belong to."""
    return await answering_for(portal, await memberships_of(account))


async def answering_in(portal: Portal, group: UUID) -> tuple[Vouching, ...]:
    """List everybody of a practice who acts on the authority of a colleague, or asked for it."""
    if not portal.site.has_authorizers:
        return ()
    return await _vouchings(
        portal, await authorizations_of([each.id for each in await members_of(group)], *OPEN)
    )


@dataclass(frozen=True, slots=True)
class AuthorityAct:
    """What an act about one authorization is about; `affected` is what its end would take away, if anything.

    `unchecked` says that support has to look at the colleague's license before it counts.
    `as_one_of_both` says that it is done by one of the two, and not by who administers the practice, and
    `as_colleague` that it is done by whose authority it is.
    """

    group: GroupFacts
    vouching: Vouching
    as_one_of_both: bool
    as_colleague: bool
    affected: Affected | None
    unchecked: bool


async def answerable(portal: Portal, authorization: UUID, act: str, by: Actor) -> AuthorityAct:
    """Find what an act about an authorization is about; NotFound for whose it is not, Stale when it is over.

    Whose authority it is answers; the member and who administers take a question back; all of them end it.
    """
    found = await load_authorization(authorization) if act in ACTS else None
    if found is None:
        raise NotFound
    member = await load_member(found.member)
    oneself = await is_oneself(by.account, member.id)
    authorizer = await is_oneself(by.account, found.by.id)
    speaks = oneself or await administers(by.account, member.group)
    if not {"agree": authorizer, "decline": authorizer, "withdraw": speaks}.get(act, authorizer or speaks):
        raise NotFound
    if found.state != ("in-force" if act == "end" else "asked"):
        raise Stale(ANSWERED)
    affected = [each for each in await affected_by(portal, found.by.id) if each.member.id == member.id]
    (vouching,) = await _vouchings(portal, [found])
    group = await load_group(member.group)
    unchecked = (await licenses(portal.site, [found.by]))[found.by.id] == "open"
    alone = next(iter(affected), None)
    return AuthorityAct(group, vouching, oneself or authorizer, authorizer, alone, unchecked)


async def can_be_asked(
    portal: Portal, member: UUID, by: Actor
) -> tuple[GroupFacts, MemberFacts, tuple[MemberFacts, ...]]:
    """List who can still be asked to answer for somebody; NotFound for who may not ask."""
    found = await load_member(member)
    if not await is_oneself(by.account, member) and not await administers(by.account, found.group):
        raise NotFound
    if found.state == "left" or not portal.site.authorized_by(found.staff_type):
        raise NotFound
    asked = {each.by.id for each in await authorizations_of([member], *OPEN)}
    people = [each for each in await can_authorize(portal, found) if each.id not in asked]
    return await load_group(found.group), found, tuple(people)


async def _vouchings(portal: Portal, found: Collection[AuthorizationFacts]) -> tuple[Vouching, ...]:
    members = {each.id: each for each in await members_called({one.member for one in found})}
    authority = await authorities(portal, [*members.values()])
    held = await rows_held(portal, members)
    made = []
    for each in found:
        theirs = [row for row in held if row["member"] == each.member]
        counting = authority[each.member].counts if each.member in authority else ()
        made.append(
            Vouching(
                each,
                members[each.member],
                each.state == "in-force" and each.by.id in {one.id for one in counting},
                tuple(row["application_name"] for row in theirs if row["state"] in WORKING),
                tuple(row["application_name"] for row in theirs if row["state"] in WAITING),
            )
        )
    return tuple(made)
