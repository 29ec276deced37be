"""Who may act for a group, who is told about it, and who must not decide about it: read from appointments."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from piccolo.querystring import QueryString

from core.groups.records import MemberFacts
from core.groups.tables import Appointment, Group, Member
from core.identity.queries import accounts, address_of_account, address_of_person, addresses_of_people
from core.identity.subqueries import own_address, people_of
from core.names import full_name, greeted

ACTING = ("administrator", "backup")
# Who a member is, is certain: they made their login themselves, or it was confirmed to be theirs.
KNOWN = ("new", "known")
# No account has this key; a condition on no account at all would be true of many rows.
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who administers a group, how mail greets them, and where they can open what they are told of."""

    first_name: str
    email: str


@dataclass(frozen=True, slots=True)
class SponsorOf:
    """Who answers for a practice, and how they are reached."""

    practice: str
    first_name: str
    email: str


def administered_by(account: UUID | None) -> Any:
    """Return the groups that an account may act for now, as a subquery for `is_in`.

    Their administrator and backup administrator may, each by their own login. Until that is known, the
    account that was named with the appointment may, and before anybody was looked at so may the account at
    the administrator's own address. That there is one changes nothing for the other, who would learn of it;
    taking the practice over does. Nothing else gives rights over a practice.
    """
    key = account or _NOBODY
    near = Appointment.id.is_in(_near(key))
    return Appointment.select(Appointment.group).where(near & _acts(key))


async def administers(account: UUID | None, group: UUID) -> bool:
    """Tell whether an account may act for a group now."""
    return bool(await Appointment.exists().where((Appointment.group == group) & _acts(account or _NOBODY)))


async def is_named(account: UUID | None, group: UUID) -> bool:
    """Tell whether an account is at the address of a group's administrator, and another acts for them."""
    return bool(await Appointment.exists().where((Appointment.group == group) & _to_take_over(account)))


def waiting_to_be_taken_over(account: UUID) -> Any:
    """Return the groups whose named administrator an account is while another acts, as a subquery."""
    return Appointment.select(Appointment.group).where(_to_take_over(account))


def at_home_in(account: UUID) -> Any:
    """Return the groups that the human behind an account certainly belongs to now, as a subquery."""
    return Member.select(Member.group).where(_themselves(account) & (Member.state != "left"))


async def memberships_of(account: UUID | None) -> list[MemberFacts]:
    """List the members that the human behind an account certainly is, in groups they did not leave."""
    here = _themselves(account or _NOBODY) & (Member.state != "left")
    rows = await Member.select().where(here).order_by(Member.id).output(load_json=True)
    return [MemberFacts.of(row) for row in rows]


async def sponsored_by(account: UUID | None) -> tuple[tuple[UUID, str], ...]:
    """List the groups whose sponsor is certainly the human behind an account, with their names."""
    ours = Group.select(Group.id, Group.name).where(Group.id.is_in(groups_sponsored_by(account or _NOBODY)))
    return tuple((row["id"], row["name"]) for row in await ours.order_by(Group.name))


def groups_sponsored_by(account: UUID) -> Any:
    """Return the groups whose sponsor is certainly the human behind an account, as a subquery."""
    themselves = Member.select(Member.id).where(_themselves(account))
    held = (Appointment.state == "in-force") & (Appointment.part == "sponsor")
    return Appointment.select(Appointment.group).where(held & Appointment.member.is_in(themselves))


async def belongs_elsewhere(member: MemberFacts) -> bool:
    """Tell whether the human whom a member certainly is belongs to another group now."""
    if member.person is None or member.person_state not in KNOWN:
        return False
    same = (Member.person == member.person) & Member.person_state.is_in([*KNOWN])
    return bool(await Member.exists().where(same & (Member.group != member.group) & (Member.state != "left")))


async def is_oneself(account: UUID | None, member: UUID) -> bool:
    """Tell whether a member is the human behind an account: certain only once their login is known."""
    return bool(await Member.exists().where((Member.id == member) & _themselves(account or _NOBODY)))


async def belongs(account: UUID | None, group: UUID) -> bool:
    """Tell whether the human behind an account is in a group now."""
    there = (Member.group == group) & (Member.state != "left")
    return bool(await Member.exists().where(there & _themselves(account or _NOBODY)))


async def administrator_of(group: UUID) -> Administrator | None:
    """Find where mail about a group goes: the proved address of whoever acts, or what the practice gave.

    It takes as many statements whoever acts, so that nobody learns who is known from how long it takes.
    """
    rows = await _appointed([group])
    if not rows:
        return None
    (row,) = rows
    if row["member.person_state"] in KNOWN:
        return _administrator(row, await address_of_person(row["member.person"]))
    return _administrator(row, await address_of_account(row["account"]))


async def administrators_of(groups: Collection[UUID]) -> Mapping[UUID, Administrator]:
    """Find the same for many groups, as far as somebody acts for them; at most four statements."""
    rows = await _appointed(groups)
    people = await addresses_of_people(
        [row["member.person"] for row in rows if row["member.person_state"] in KNOWN]
    )
    named = await accounts(
        [row["account"] for row in rows if row["member.person_state"] not in KNOWN and row["account"]]
    )
    others = {account: found.email for account, found in named.items()}
    reached = {}
    for row in rows:
        # Who is only thought to be known, or no longer acts, gets none of it, also when they act elsewhere.
        certain = row["member.person_state"] in KNOWN
        proved = people.get(row["member.person"]) if certain else others.get(row["account"])
        reached[row["group"]] = _administrator(row, proved)
    return reached


async def administrators_reached(groups: Collection[UUID]) -> Mapping[UUID, str]:
    """Find the addresses to which mail for the administrators of groups goes now."""
    return {group: found.email for group, found in (await administrators_of(groups)).items()}


async def _appointed(groups: Collection[UUID]) -> list[dict[str, Any]]:
    """Read who is named as administrator of these groups; one statement."""
    member: Any = Appointment.member
    held = [part_key(group, "administrator") for group in groups]
    return await Appointment.select(
        Appointment.group, Appointment.account,
        *(member.first_name, member.last_name, member.email, member.person, member.person_state),
    ).where(Appointment.held_for.is_in(held))  # fmt: skip


def _administrator(row: Mapping[str, Any], proved: str | None) -> Administrator:
    called = greeted(row["member.first_name"], row["member.last_name"])
    return Administrator(called, proved or str(row["member.email"]))


async def sponsors_of(groups: Collection[UUID]) -> tuple[SponsorOf, ...]:
    """List who answers for these groups now; one statement."""
    if not groups:
        return ()
    member: Any = Appointment.member
    parts = [part_key(group, "sponsor") for group in groups]
    rows = await Appointment.select(
        Appointment.group.name.as_alias("practice"), member.first_name, member.last_name, member.email
    ).where(Appointment.held_for.is_in(parts))
    return tuple(
        SponsorOf(
            row["practice"], greeted(row["member.first_name"], row["member.last_name"]), row["member.email"]
        )
        for row in rows
    )


async def who_else_acts(account: UUID | None, group: UUID, member: UUID) -> str:
    """Tell who administers a group; empty where nobody does, or whoever has this account and is this member.

    One statement. Whoever registered a group acts only until its administrator's own login is known.
    """
    holder: Any = Appointment.member
    columns = (Appointment.account, Appointment.member, holder.first_name, holder.last_name)
    held = Appointment.held_for == part_key(group, "administrator")
    row = await Appointment.select(*columns, holder.person_state).where(held).first()
    if row is None or row["member"] == member:
        return ""
    meanwhile = row["member.person_state"] not in KNOWN
    if meanwhile and account is not None and row["account"] == account:
        return ""
    return full_name(row["member.first_name"], row["member.last_name"])


async def concerned(account: UUID | None, groups: Collection[UUID]) -> frozenset[UUID]:
    """Find those of these groups about which an account must not decide; one statement.

    It registered them, or belongs to somebody who is in them or who plays a part there, or once did.
    """
    if account is None or not groups:
        return frozenset()
    addresses, themselves = own_address(account), people_of(account)
    members = Member.email.is_in(addresses) | Member.person.is_in(themselves)
    parts = Appointment.email.is_in(addresses) | (Appointment.account == account)
    there = Group.id.is_in(Member.select(Member.group).where(members))
    theirs = there | Group.id.is_in(Appointment.select(Appointment.group).where(parts))
    rows = await Group.select(Group.id).where(Group.id.is_in(list(groups)) & theirs)
    return frozenset(row["id"] for row in rows)


def sent_by_oneself(account: UUID | None, senders: Collection[UUID | None]) -> bool:
    """Tell whether an account is among those who sent something."""
    return account is not None and account in senders


async def appointments_of(group: UUID) -> frozenset[UUID]:
    """List the keys of every appointment of a group, past ones among them."""
    rows = await Appointment.select(Appointment.id).where(Appointment.group == group)
    return frozenset(row["id"] for row in rows)


async def plays_now(member: UUID, part: str) -> bool:
    """Tell whether a member plays a part of their group now."""
    theirs = (Appointment.member == member) & (Appointment.part == part)
    return bool(await Appointment.exists().where(theirs & (Appointment.state == "in-force")))


def plays(part: str) -> QueryString:
    """Tell whether a member plays a part now, as one more column of a query over members, called `plays`."""
    return QueryString(
        'EXISTS (SELECT 1 FROM "appointment" "a" WHERE "a"."member" = "member"."id"'
        ' AND "a"."state" = \'in-force\' AND "a"."part" = {})',
        part,
        alias="plays",
    )


def part_key(group: object, part: str) -> str:
    """Return a part of a group as one value that is unique while somebody plays_now it, or is about to."""
    return f"{group}:{part}"


def _themselves(account: UUID) -> Any:
    """The members of whom it is certain that they are the human behind an account."""
    return Member.person.is_in(people_of(account)) & Member.person_state.is_in([*KNOWN])


def _acts(account: UUID) -> Any:
    """In force, in a part that acts, and this account's."""
    member: Any = Appointment.member
    themselves = Member.select(Member.id).where(_themselves(account))
    meanwhile = (Appointment.account == account) & member.person_state.not_in([*KNOWN])
    held = (Appointment.state == "in-force") & Appointment.part.is_in([*ACTING])
    return held & (Appointment.member.is_in(themselves) | meanwhile | _named(account))


def _near(account: UUID) -> QueryString:
    """The appointments that have to do with an account at all, each found by an index.

    Of conditions joined by OR, PostgreSQL looks at every appointment there is.
    """
    of_members = "SELECT a.id FROM member AS m JOIN appointment AS a ON a.member = m.id WHERE m"
    return QueryString(
        f"{of_members}.person IN ({{}}) UNION {of_members}.email IN ({{}})"  # noqa: S608 - constants of ours
        " UNION SELECT id FROM appointment WHERE account = {}",
        people_of(account).querystrings[0],
        own_address(account).querystrings[0],
        account,
    )


def _to_take_over(account: UUID | None) -> Any:
    """In force, for somebody at the address of this account, with another account acting in their place."""
    other = Appointment.account.is_not_null() & (Appointment.account != (account or _NOBODY))
    return _named(account or _NOBODY) & (Appointment.state == "in-force") & other


def _named(account: UUID) -> Any:
    """The administrator, whom nobody looked at yet, is somebody at the address of this account."""
    member: Any = Appointment.member
    there = Member.select(Member.id).where(Member.email.is_in(own_address(account)))
    as_administrator = (Appointment.part == "administrator") & (member.person_state == "")
    return as_administrator & Appointment.member.is_in(there)


async def parts_played(*groups: UUID) -> dict[UUID, tuple[str, ...]]:
    """Tell which members of these groups play which of their parts now; one statement."""
    now = Appointment.group.is_in([*groups]) & (Appointment.state == "in-force")
    query = Appointment.select(Appointment.member, Appointment.part).where(now)
    rows = await query.order_by(Appointment.part)
    return {
        each: tuple(row["part"] for row in rows if row["member"] == each)
        for each in {row["member"] for row in rows if row["member"]}
    }
