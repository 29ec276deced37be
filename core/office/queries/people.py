"""Everybody of a practice with what they have, for those who administer it and for staff."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.access.held import AccessHeld, as_held, rows_held
from core.access.on_authority import Affected, affected_by
from core.access.tables import Grant
from core.database import at_once
from core.errors import NotFound
from core.groups.people import groups_called, load_group, load_member, members_of, members_of_each
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import (
    KNOWN,
    administered_by,
    administers,
    memberships_of,
    parts_played,
    sponsored_by,
)
from core.groups.states import MANAGED, MEMBER
from core.groups.tables import Group
from core.identity.queries import accounts_of_people, portal_ids
from core.mfa import authenticators
from core.office.queries.leavings import last_leavings
from core.office.queries.own_signing import OwnSigning, own_signings
from core.portal import Portal
from core.usage.told import last_uses


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAccess(AccessHeld):
    """One application of somebody, and when it was used last; `used_there` if the application says so."""

    last_used: datetime | None
    used_there: bool


@dataclass(frozen=True, slots=True)
class OfficePerson:
    """Somebody of a practice.

    `parts` are those they play. `login` and `factor` (whether the second factor is set up) are known once it
    is certain who they are. `leaving` is the last time they left. `affected` are those for whom they alone
    answer, found where one person is looked at. `signs` is what each member signs for themselves, where a
    site has that.
    """

    member: MemberFacts
    words: str
    role: str
    suffix: str
    parts: tuple[str, ...]
    login: str
    factor: bool | None
    leaving: UUID | None
    access: tuple[OfficeAccess, ...]
    affected: tuple[Affected, ...] = ()
    signs: OwnSigning | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A practice with everybody in it, those who left last."""

    group: GroupFacts
    people: tuple[OfficePerson, ...]


async def own_offices(account: UUID) -> tuple[tuple[UUID, str], ...]:
    """List the practices past their activation that an account acts for, by name."""
    theirs = Group.id.is_in(administered_by(account)) & Group.state.is_in(sorted(MANAGED))
    rows = await Group.select(Group.id, Group.name).where(theirs).order_by(Group.name)
    return tuple((row["id"], row["name"]) for row in rows)


async def own_office(portal: Portal, group: UUID, account: UUID) -> Office:
    """Find a practice that the account acts for; NotFound for others, and before it was activated."""
    if not await administers(account, group):
        raise NotFound
    found = await office_of(portal, group)
    if found.group.state not in MANAGED:
        raise NotFound
    return found


async def office_of(portal: Portal, group: UUID) -> Office:
    """Find any practice with everybody in it, for whoever was let in otherwise."""
    people, facts = await at_once(_everybody(portal, group), load_group(group))
    return Office(facts, tuple(sorted(people, key=lambda each: each.member.state == "left")))


async def _everybody(portal: Portal, group: UUID) -> list[OfficePerson]:
    return await _people(portal, await members_of(group))


async def own_person(portal: Portal, member: UUID, account: UUID) -> tuple[GroupFacts, OfficePerson]:
    """Find somebody of a practice that the account acts for; NotFound as above."""
    found = await load_member(member)
    if not await administers(account, found.group):
        raise NotFound
    group, person = await _person(portal, found)
    if group.state not in MANAGED:
        raise NotFound
    return group, person


async def person_for_staff(portal: Portal, member: UUID) -> tuple[GroupFacts, OfficePerson]:
    """Find somebody of any practice."""
    return await _person(portal, await load_member(member))


async def _person(portal: Portal, found: MemberFacts) -> tuple[GroupFacts, OfficePerson]:
    (person,), affected, group = await at_once(
        _people(portal, [found]), affected_by(portal, found.id), load_group(found.group)
    )
    return group, replace(person, affected=affected)


async def sponsored_offices(portal: Portal, account: UUID) -> tuple[Office, ...]:
    """List the practices that the person behind an account sponsors, with everybody who has not left.

    As many statements for many as for one; those past their activation only.
    """
    keys = [key for key, _ in await sponsored_by(account)]
    groups, members = await at_once(groups_called(keys), members_of_each(keys))
    managed = {each.id: each for each in groups if each.state in MANAGED}
    here = [each for each in members if each.group in managed and each.state != "left"]
    people = await _people(portal, here)
    return tuple(
        Office(group, tuple(each for each in people if each.member.group == group.id))
        for group in managed.values()
    )


async def own_places(portal: Portal, account: UUID) -> tuple[tuple[GroupFacts, OfficePerson], ...]:
    """List the practices that name the person behind an account, and what they are and have there."""
    members = await memberships_of(account)
    found, groups = await at_once(_people(portal, members), groups_called([each.group for each in members]))
    people = {each.member.id: each for each in found}
    return tuple((group, people[each.id]) for group in groups for each in members if each.group == group.id)


async def member_of_grant(grant: UUID) -> UUID:
    """Tell whose an access is; NotFound."""
    row = await Grant.select(Grant.member).where(Grant.id == grant).first()
    if row is None:
        raise NotFound
    return UUID(str(row["member"]))


async def _people(portal: Portal, members: Sequence[MemberFacts]) -> list[OfficePerson]:
    """As many statements for many as for one: two."""
    keys = [each.id for each in members]
    certain = [each.person for each in members if each.person and each.person_state in KNOWN]
    logins, (own, factors), access, parts, left, signs = await at_once(
        portal_ids(certain),
        _factors(certain),
        _access(portal, keys),
        _parts(members),
        last_leavings(keys),
        own_signings(portal, [(each.id, each.state, each.signed_until) for each in members]),
    )
    found = []
    for each in members:
        staff_type, suffix = portal.site.staff_type(each.staff_type), portal.site.suffix(each.suffix)
        key = own.get(each.person) if each.person and each.person_state in KNOWN else None
        found.append(
            OfficePerson(
                member=each,
                words=MEMBER.in_words(each.state),
                role=staff_type.name if staff_type else each.staff_type,
                suffix=suffix.label if suffix else each.suffix,
                parts=parts.get(each.id, ()),
                login=logins.get(each.person, "") if key and each.person else "",
                factor=key in factors if key else None,
                leaving=left.get(each.id),
                access=access.get(each.id, ()),
                signs=signs.get(each.id),
            )
        )
    return found


async def _factors(certain: Sequence[UUID]) -> tuple[Mapping[UUID, UUID], Collection[UUID]]:
    """The accounts of these people, and which of them have a second factor."""
    own = await accounts_of_people(certain)
    return own, await authenticators.having_one(list(own.values()))


async def _parts(members: Sequence[MemberFacts]) -> dict[UUID, tuple[str, ...]]:
    return await parts_played(*{each.group for each in members}) if members else {}


async def _access(portal: Portal, members: Sequence[UUID]) -> dict[UUID, tuple[OfficeAccess, ...]]:
    rows = await rows_held(portal, members)
    used = await last_uses([row["id"] for row in rows])
    found: dict[UUID, tuple[OfficeAccess, ...]] = {}
    for row in rows:
        last = used.get(row["id"])
        one = OfficeAccess(
            **as_held(row), last_used=last.at if last else None, used_there=bool(last and last.there)
        )
        found[one.member] = (*found.get(one.member, ()), one)
    return found
