"""Humans behind accounts: one person each, however many groups they are in, under one login name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.database.rows import insert_all
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
    """The person a human is, and whether they were made just now; none when what is known disagrees."""

    person: UUID | None
    new: bool = False


async def recognize(site: SiteProfile, humans: Sequence[Human]) -> list[Who]:
    """Find the person each human is, or make one; part of a change, after `lock_names`.

    A person is known by proved address or NPI. They are looked at one after another, so that who is made here
    is known to the next, with as many statements for many as for one.
    """
    if not humans:
        return []
    known = await _known_to(humans)
    answers = [known.look(human) for human in humans]
    made = [(who.person, human) for who, human in zip(answers, humans, strict=True) if who.person and who.new]
    await _make(site, made)
    return answers


async def find(person: UUID) -> dict[str, Any] | None:
    """A person by key."""
    return await _person(Person.id == person)


async def find_each(keys: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """The persons with these keys, as far as there are any; one statement."""
    rows = await Person.select().where(Person.id.is_in(list(keys))) if keys else []
    return {row["id"]: row for row in rows}


async def of_account(account: UUID) -> dict[str, Any] | None:
    """The person behind an account, once they have a login name."""
    return await _person(Person.account == account)


async def called(typed: str) -> UUID | None:
    """The person with this login name, plain or with the domain."""
    name = typed.strip().casefold()
    row = await _person((Person.portal_id == name) | (Person.upn == name))
    return row["id"] if row else None


async def account_of_name(typed: str) -> UUID | None:
    """The account somebody means who signs in with their login name, plain or with the domain."""
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
    for row in await Person.select(Person.id, Person.email_key, Person.npi).where(theirs):
        known.add(row["id"], row["email_key"], row["npi"])
    return known


async def _make(site: SiteProfile, made: Sequence[tuple[UUID, Human]]) -> None:
    """Store new persons, each with a login name nobody else has, and an account.

    The account somebody registered under this address becomes theirs; else one is made that waits to be
    picked up.
    """
    if not made:
        return
    humans = [human for _, human in made]
    accounts, names = await _accounts_of(humans), await free_names(site, humans)
    domain = site.portal_ids.upn_domain
    persons = [
        Person(
            id=key, portal_id=name, upn=f"{name}@{domain}" if domain else None,
            account=accounts[email_key(human.email)], email_key=email_key(human.email),
            npi=human.npi or None, first_name=human.first_name, last_name=human.last_name,
            made_at=clock.now(),
        )
        for (key, human), name in zip(made, names, strict=True)
    ]  # fmt: skip
    await insert_all(Person, persons)


async def _accounts_of(humans: Sequence[Human]) -> dict[str, UUID]:
    """The account of each address, made if there is none: even if somebody registers at this moment."""
    rows = [_account(human) for human in humans]
    await Account.insert(*rows).on_conflict(target=Account.email_key, action="DO NOTHING")
    emails = [row.email_key for row in rows]
    found = await Account.select(Account.id, Account.email_key).where(Account.email_key.is_in(emails))
    return {row["email_key"]: row["id"] for row in found}


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
