"""Reading accounts; one that says something else than we wrote is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.audit.holds import held_keys
from core.database import locked, prepared
from core.errors import NotFound
from core.identity.bound import believed, bound_columns
from core.identity.roles import Role, StaffRoles
from core.identity.tables import Account, Person
from core.names import full_name


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """A person's own data. `password_hash` leaves this part of the product never."""

    account: UUID
    email: str
    first_name: str
    last_name: str
    phone: str
    extension: str
    password_hash: str
    locked: bool
    disabled: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return full_name(self.first_name, self.last_name)

    def is_of(self, account: UUID | None) -> bool:
        """Tell whether it is the account of somebody who is signed in."""
        return self.account == account


def email_key(email: str) -> str:
    """Return the one spelling under which addresses are compared."""
    return email.strip().casefold()


async def account_of(email: str) -> AccountDetails | None:
    """Find the account with this address."""
    rows = await _at(email_key(email))
    return _details(rows[0]) if rows and await believed(rows[0]) else None


@prepared
def _at(address: str) -> Any:
    return Account.select().where(Account.email_key == address)


async def is_held(email: str) -> bool:
    """Tell whether somebody known by this address is held, by themselves or with a practice."""
    theirs = (Person.email_key == email_key(email)) & Person.id.is_in(held_keys())
    return bool(await Person.exists().where(theirs))


async def account(key: UUID) -> AccountDetails:
    """Find the account with this key; NotFound when there is none."""
    found = await _one(Account.id == key)
    if found is None:
        raise NotFound("No such account exists.")
    return found


async def accounts(keys: Collection[UUID]) -> dict[UUID, AccountDetails]:
    """Find the accounts with these keys, as far as there are any; one statement."""
    rows = await Account.select().where(Account.id.is_in(list(keys))) if keys else []
    return {row["id"]: _details(row) for row in rows if await believed(row)}


async def address_of_account(account: UUID | None) -> str | None:
    """Tell the address at which an account is reached; None when there is no such account."""
    rows = await _of_account(account) if account else ()
    return await _believed_address(*rows)


async def address_of_person(person: UUID | None) -> str | None:
    """Tell the address that a person proved themselves; None when nobody has this key.

    It takes as long as `address_of_account`: which of the two is asked tells whether somebody is known.
    """
    rows = await _of_person(person) if person else ()
    return await _believed_address(*rows)


async def account_of_person(person: UUID | None) -> UUID | None:
    """Find the account of a human; None for nobody."""
    return (await accounts_of_people([person])).get(person) if person else None


async def hold_human(person: UUID) -> None:
    """Hold a human until the transaction ends: what depends on all their practices happens once at a time."""
    await locked(Person.select(Person.id).where(Person.id == person))


async def accounts_of_people(people: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Find the accounts of these humans; one statement."""
    if not people:
        return {}
    rows = await Person.select(Person.id, Person.account).where(Person.id.is_in(list(people)))
    return {row["id"]: row["account"] for row in rows}


async def addresses_of_people(people: Collection[UUID]) -> Mapping[UUID, str]:
    """Tell the addresses that these people proved themselves, by their keys; two statements."""
    if not people:
        return {}
    own = await accounts_of_people(people)
    theirs = await accounts([*own.values()])
    return {person: theirs[key].email for person, key in own.items() if key in theirs}


async def portal_ids(people: Collection[UUID]) -> Mapping[UUID, str]:
    """Tell the login names of these people, by their keys; one statement."""
    if not people:
        return {}
    rows = await Person.select(Person.id, Person.portal_id).where(Person.id.is_in(list(people)))
    return {row["id"]: row["portal_id"] for row in rows}


async def is_of_staff(account: UUID) -> bool:
    """Tell whether an account is of somebody who works for the site."""
    return bool(await Account.exists().where((Account.id == account) & (Account.staff_roles != "")))


async def holds_role(account: UUID, role: Role) -> bool:
    """Tell whether an account that may sign in has this role now."""
    rows = await _of_account(account)
    if not rows or not await believed(rows[0]) or rows[0]["disabled_at"] is not None:
        return False
    return StaffRoles.parse(rows[0]["staff_roles"]).has(role)


async def is_lived_in() -> bool:
    """Tell whether there is any account."""
    return bool(await Account.exists())


async def is_still(known: AccountDetails) -> bool:
    """Tell whether password and standing are as they were read; both stay so until the transaction ends."""
    rows = await _standing(known.account)
    return [(row["password_hash"], row["locked_at"]) for row in rows] == [(known.password_hash, None)]


@prepared
def _standing(account: UUID) -> Any:
    return locked(Account.select(Account.password_hash, Account.locked_at).where(Account.id == account))


@prepared
def _of_account(account: UUID) -> Any:
    return Account.select(*bound_columns()).where(Account.id == account)


@prepared
def _of_person(person: UUID) -> Any:
    theirs = Person.select(Person.account).where(Person.id == person)
    return Account.select(*bound_columns()).where(Account.id.is_in(theirs))


async def _believed_address(row: Mapping[str, Any] | None = None) -> str | None:
    return str(row["email"]) if row and await believed(row) else None


async def _one(condition: Any) -> AccountDetails | None:
    row = await Account.select().where(condition).first()
    return _details(row) if row and await believed(row) else None


def _details(row: Mapping[str, Any]) -> AccountDetails:
    return AccountDetails(
        account=row["id"],
        email=row["email"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        phone=row["phone"],
        extension=row["extension"],
        password_hash=row["password_hash"],
        locked=row["locked_at"] is not None,
        disabled=row["disabled_at"] is not None,
    )
