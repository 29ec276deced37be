"""Humans behind accounts: one person each, however many groups they are in, under one login name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns import Column

from core import clock
from core.database import prepared
from core.database.rows import by_key
from core.identity.bound import bind
from core.identity.portal_ids import free_names
from core.identity.queries import email_key
from core.identity.searched import index_people
from core.identity.tables import Account, Person
from core.names import names_agree
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Human:
    """What is known of a person when a login name is to be made, or when they are to be recognized.

    `identifier` is slug and value of the number that tells them apart; empty where there is none.
    """

    first_name: str
    middle_initial: str
    last_name: str
    email: str
    phone: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Who:
    """The person a human is, and whether they were named just now; none when that is for support to say.

    `matched` names the keys that belong to somebody known: `email`, `identifier`, or both.
    """

    person: UUID | None
    new: bool = False
    matched: str = ""


async def recognize(site: SiteProfile, humans: Sequence[Human], taken: Collection[UUID] = ()) -> list[Who]:
    """Find the person with a login name each human of a practice is, or give one to somebody new.

    Part of a change, after `lock_names`. A person is known by an identifier or an address they proved, and
    only when the name agrees; nobody is one of the persons who are `taken`, and no two of the humans are one
    person. All else is for support. They are looked at one after another, with as many statements for many as
    for one.
    """
    if not humans:
        return []
    known = await _known_to(humans, taken)
    answers = [known.look(human) for human in humans]
    new = {who.person: human for who, human in zip(answers, humans, strict=True) if who.person and who.new}
    keys = await name_each(site, new) if new else {}
    return [_named(who, keys) for who in answers]


async def add_person(account: Account) -> None:
    """Store the person behind a new account, without a login name; part of a change."""
    await index_people(await _add_nameless(account))


async def _add_nameless(*accounts: Account) -> list[dict[str, Any]]:
    """Store the person behind each account that has none yet, and return those who are new."""
    rows = [
        Person(
            account=each.id, email_key=each.email_key, first_name=each.first_name,
            last_name=each.last_name, made_at=clock.now(),
        )
        for each in accounts
    ]  # fmt: skip
    new = Person.insert(*rows).on_conflict(action="DO NOTHING")
    return await new.returning(*Person.all_columns())


async def find(person: UUID) -> dict[str, Any] | None:
    """Find a person by key."""
    return await _person(Person.id == person)


async def find_each(keys: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Find the persons with these keys, as far as there are any; one statement."""
    rows = await Person.select().where(Person.id.is_in(list(keys))) if keys else []
    return {row["id"]: row for row in rows}


@dataclass(frozen=True, slots=True)
class Holder:
    """The person who has an identifier."""

    person: UUID
    first_name: str
    last_name: str


async def known_holders(identifiers: Collection[str]) -> dict[str, Holder]:
    """Find who has these identifiers, as far as they are known; one statement."""
    rows = await Person.select().where(Person.identifier.is_in(list(identifiers))) if identifiers else []
    return {row["identifier"]: Holder(row["id"], row["first_name"], row["last_name"]) for row in rows}


async def of_account(account: UUID) -> dict[str, Any] | None:
    """Find the person behind an account, once they have a login name."""
    return await _person((Person.account == account) & Person.portal_id.is_not_null())


async def called(typed: str) -> UUID | None:
    """Find the person with this login name, plain or with the domain."""
    rows = await _by_name(typed.strip().casefold())
    return rows[0]["id"] if rows else None


async def account_of_name(typed: str) -> UUID | None:
    """Find the account somebody means who signs in with their login name, plain or with the domain."""
    rows = await _by_name(typed.strip().casefold())
    return rows[0]["account"] if rows else None


@prepared
def _by_name(name: str) -> Any:
    query = Person.select(Person.id, Person.account)
    return query.where((Person.portal_id == name) | (Person.upn == name)).limit(1)


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody with a login name, and whether they proved the address they have."""

    person: UUID
    name: tuple[str, str]
    identifier: str
    proved: bool


@dataclass(slots=True)
class _Known:
    """What is known about some humans: the staff among them, and persons by address and identifier."""

    staff: frozenset[str]
    by_email: dict[str, _Named]
    by_identifier: dict[str, _Named]
    taken: set[UUID]

    def look(self, human: Human) -> Who:
        """Say who this is, and remember who is new."""
        email = email_key(human.email)
        by_email, by_number = self.by_email.get(email), self.by_identifier.get(human.identifier)
        matched = " ".join(key for key, found in (("email", by_email), ("identifier", by_number)) if found)
        found = by_number or by_email
        # Whoever works for the site is never in a practice.
        if email in self.staff:
            return Who(None, matched="email")
        if found is None:
            return Who(self._add(human, email), new=True)
        if not _is_strong(by_email, by_number, human.identifier) or found.person in self.taken:
            return Who(None, matched=matched)
        if not names_agree(found.name, (human.first_name, human.last_name)):
            return Who(None, matched=matched)
        self.taken.add(found.person)
        return Who(found.person, matched=matched)

    def _add(self, human: Human, email: str) -> UUID:
        """Remember somebody new, who is nobody else in this practice."""
        person = _Named(uuid4(), (human.first_name, human.last_name), human.identifier, proved=False)
        self.by_email[email] = person
        if human.identifier:
            self.by_identifier[human.identifier] = person
        self.taken.add(person.person)
        return person.person


def _is_strong(by_email: _Named | None, by_number: _Named | None, identifier: str) -> bool:
    """Tell whether keys agree with each other and one is strong: an identifier, or a proved address."""
    if by_email is None:
        return by_number is not None
    if by_number is not None:
        return by_number.person == by_email.person
    return by_email.proved and (not identifier or not by_email.identifier)


async def _known_to(humans: Sequence[Human], taken: Collection[UUID]) -> _Known:
    emails = [email_key(each.email) for each in humans]
    identifiers = [each.identifier for each in humans if each.identifier]
    theirs: Any = Person.email_key.is_in(emails)
    if identifiers:
        theirs |= Person.identifier.is_in(identifiers)
    persons = await Person.select().where(theirs, Person.portal_id.is_not_null())
    accounts = Account.email_key.is_in([*emails, *(row["email_key"] for row in persons)])
    rows = await Account.select(Account.email_key, Account.staff_roles, Account.password_hash).where(accounts)
    proved = {row["email_key"] for row in rows if row["password_hash"]}
    known = _Known(frozenset(row["email_key"] for row in rows if row["staff_roles"]), {}, {}, set(taken))
    for row in persons:
        name = (row["first_name"], row["last_name"])
        person = _Named(row["id"], name, row["identifier"] or "", row["email_key"] in proved)
        known.by_email[row["email_key"]] = person
        if person.identifier:
            known.by_identifier[person.identifier] = person
    return known


async def name_each(site: SiteProfile, new: Mapping[UUID, Human]) -> dict[UUID, UUID]:
    """Give new people a login name nobody else has, and an account; return the key of each person.

    The account somebody registered under this address is theirs, and so is the person behind it, when the
    name agrees; else nobody is named. Where there is none, one is made that waits to be picked up.
    """
    accounts = {each.email_key: each for each in await _accounts_of([*new.values()])}
    of_each = {key: accounts[email_key(human.email)] for key, human in new.items()}
    theirs = {key: account for key, account in of_each.items() if _belongs(account, new[key])}
    if not theirs:
        return {}
    await _add_nameless(*theirs.values())
    rows = await Person.select(Person.id, Person.account).where(
        Person.account.is_in([each.id for each in theirs.values()])
    )
    by_account = {row["account"]: row["id"] for row in rows}
    keys = {key: by_account[account.id] for key, account in theirs.items()}
    await give_names(site, {keys[key]: new[key] for key in theirs})
    return keys


def _named(who: Who, keys: Mapping[UUID, UUID]) -> Who:
    """Put the person of somebody new in place; nobody, where the account of the address has another name."""
    if not who.new or who.person is None:
        return who
    found = keys.get(who.person)
    return Who(found, new=True) if found else Who(None, matched="email")


def _belongs(account: Account, human: Human) -> bool:
    # An account has room for sixty letters of each.
    name = (human.first_name[:60], human.last_name[:60])
    return names_agree((account.first_name, account.last_name), name)


async def give_names(site: SiteProfile, named: Mapping[UUID, Human]) -> None:
    """Give these persons login names nobody else has; part of a change, after `lock_names`."""
    humans = list(named.values())
    names = dict(zip(named, await free_names(site, humans), strict=True))
    domain = site.portal_ids.upn_domain
    columns: dict[Column, Mapping[UUID, Any]] = {
        Person.portal_id: names,
        Person.upn: {key: f"{name}@{domain}" if domain else None for key, name in names.items()},
        Person.identifier: {key: human.identifier or None for key, human in named.items()},
        Person.first_name: {key: human.first_name for key, human in named.items()},
        Person.last_name: {key: human.last_name for key, human in named.items()},
    }
    values: dict[Any, Any] = {column: by_key(column, each) for column, each in columns.items()}
    update = Person.update(values).where(Person.id.is_in(list(named)))
    await index_people(await update.returning(*Person.all_columns()))


async def _accounts_of(humans: Sequence[Human]) -> list[Account]:
    """The account of each address, made if there is none: even if somebody registers at this moment."""
    rows = [_account(human) for human in humans]
    await Account.insert(*rows).on_conflict(target=Account.email_key, action="DO NOTHING")
    return await Account.objects().where(Account.email_key.is_in([row.email_key for row in rows]))


def _account(human: Human) -> Account:
    row = Account(
        id=uuid4(),
        email_key=email_key(human.email),
        email=human.email,
        first_name=human.first_name[:60],
        last_name=human.last_name[:60],
        phone=human.phone,
        password_hash="",
        created_at=clock.now(),
    )
    return bind(row)


async def _person(condition: Any) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Person.select().where(condition).first()
    return row
