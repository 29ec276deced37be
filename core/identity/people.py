"""Humans behind accounts: one person each, however many groups they are in, under one login name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns import Column

from core import clock
from core.database.rows import by_key
from core.identity.portal_ids import free_names
from core.identity.queries import email_key
from core.identity.tables import Account, Person
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Human:
    """What is known of a person when a login name is to be made, or when they are to be recognized."""

    first_name: str
    middle_initial: str
    last_name: str
    email: str
    phone: str = ""
    npi: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """The person a human is, and whether they were named just now; none when what is known disagrees."""

    person: UUID | None
    new: bool = False


async def recognize(site: SiteProfile, humans: Sequence[Human]) -> list[Who]:
    """Find the person with a login name each human is, or give one to somebody new; part of a change.

    After `lock_names`. A person is known by proved address or NPI, and new until they have a login name. They
    are looked at one after another, so that who gets one here is known to the next, with as many statements
    for many as for one.
    """
    if not humans:
        return []
    known = await _known_to(humans)
    answers = [known.look(human) for human in humans]
    new = {who.person: human for who, human in zip(answers, humans, strict=True) if who.person and who.new}
    keys = await _name_each(site, new) if new else {}
    return [replace(who, person=keys[who.person]) if who.person in keys else who for who in answers]


async def add_nameless(*accounts: Account) -> None:
    """Store the person behind each account that has none yet, without a login name; part of a change."""
    rows = [
        Person(
            account=each.id, email_key=each.email_key, first_name=each.first_name,
            last_name=each.last_name, made_at=clock.now(),
        )
        for each in accounts
    ]  # fmt: skip
    await Person.insert(*rows).on_conflict(action="DO NOTHING")


async def find(person: UUID) -> dict[str, Any] | None:
    """Find a person by key."""
    return await _person(Person.id == person)


async def find_each(keys: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Find the persons with these keys, as far as there are any; one statement."""
    rows = await Person.select().where(Person.id.is_in(list(keys))) if keys else []
    return {row["id"]: row for row in rows}


async def of_account(account: UUID) -> dict[str, Any] | None:
    """Find the person behind an account, once they have a login name."""
    return await _person((Person.account == account) & Person.portal_id.is_not_null())


async def called(typed: str) -> UUID | None:
    """Find the person with this login name, plain or with the domain."""
    name = typed.strip().casefold()
    row = await _person((Person.portal_id == name) | (Person.upn == name))
    return row["id"] if row else None


async def account_of_name(typed: str) -> UUID | None:
    """Find the account somebody means who signs in with their login name, plain or with the domain."""
    name = typed.strip().casefold()
    row = await _person((Person.portal_id == name) | (Person.upn == name))
    return row["account"] if row else None


@dataclass(slots=True)
class _Known:
    """What is known about some humans: the staff among them, and persons with their NPI."""

    staff: set[str]
    by_email: dict[str, UUID]
    by_npi: dict[str, UUID]
    npis: dict[UUID, str]

    def look(self, human: Human) -> Who:
        """Say who this is, and remember who is new."""
        email = email_key(human.email)
        by_email, by_npi = self.by_email.get(email), self.by_npi.get(human.npi)
        # Whoever works for the site is never in a practice.
        if email in self.staff or (by_email and by_npi and by_email != by_npi):
            return Who(None)
        if by_email and human.npi and self.npis.get(by_email, human.npi) != human.npi:
            return Who(None)
        found = by_email or by_npi
        return Who(found) if found else Who(self.add(uuid4(), email, human.npi), new=True)

    def add(self, person: UUID, email: str, npi: str | None) -> UUID:
        """Remember a person."""
        self.by_email[email] = person
        if npi:
            self.by_npi[npi], self.npis[person] = person, npi
        return person


async def _known_to(humans: Sequence[Human]) -> _Known:
    emails, npis = [email_key(each.email) for each in humans], [each.npi for each in humans if each.npi]
    accounts = Account.select(Account.email_key).where(Account.email_key.is_in(emails))
    staff = {row["email_key"] for row in await accounts.where(Account.staff_roles != "")}
    known = _Known(staff, {}, {}, {})
    theirs: Any = Person.email_key.is_in(emails)
    if npis:
        theirs |= Person.npi.is_in(npis)
    named = Person.portal_id.is_not_null()
    for row in await Person.select(Person.id, Person.email_key, Person.npi).where(theirs, named):
        known.add(row["id"], row["email_key"], row["npi"])
    return known


async def _name_each(site: SiteProfile, new: Mapping[UUID, Human]) -> dict[UUID, UUID]:
    """Give new people a login name nobody else has, and an account; return the key of each person.

    The account somebody registered under this address is theirs, and so is the person behind it; else one is
    made that waits to be picked up.
    """
    humans = list(new.values())
    accounts = await _accounts_of(humans)
    await add_nameless(*accounts)
    theirs = Person.account.is_in([each.id for each in accounts])
    rows = await Person.select(Person.id, Person.account).where(theirs)
    by_account = {row["account"]: row["id"] for row in rows}
    by_email = {each.email_key: by_account[each.id] for each in accounts}
    keys = [by_email[email_key(human.email)] for human in humans]
    await _store(site, dict(zip(keys, humans, strict=True)))
    return dict(zip(new, keys, strict=True))


async def _store(site: SiteProfile, named: Mapping[UUID, Human]) -> None:
    humans = list(named.values())
    names = dict(zip(named, await free_names(site, humans), strict=True))
    domain = site.portal_ids.upn_domain
    columns: dict[Column, Mapping[UUID, Any]] = {
        Person.portal_id: names,
        Person.upn: {key: f"{name}@{domain}" if domain else None for key, name in names.items()},
        Person.npi: {key: human.npi or None for key, human in named.items()},
        Person.first_name: {key: human.first_name for key, human in named.items()},
        Person.last_name: {key: human.last_name for key, human in named.items()},
    }
    values: dict[Any, Any] = {column: by_key(column, each) for column, each in columns.items()}
    await Person.update(values).where(Person.id.is_in(list(named)))


async def _accounts_of(humans: Sequence[Human]) -> list[Account]:
    """The account of each address, made if there is none: even if somebody registers at this moment."""
    rows = [_account(human) for human in humans]
    await Account.insert(*rows).on_conflict(target=Account.email_key, action="DO NOTHING")
    return await Account.objects().where(Account.email_key.is_in([row.email_key for row in rows]))


def _account(human: Human) -> Account:
    return Account(
        id=uuid4(),
        email_key=email_key(human.email),
        email=human.email,
        first_name=human.first_name[:60],
        last_name=human.last_name[:60],
        phone=human.phone,
        password_hash="",
        created_at=clock.now(),
    )


async def _person(condition: Any) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Person.select().where(condition).first()
    return row
