"""What support says of somebody who is not recognized: they are a person there is, or one of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from core.errors import Invalid
from core.identity import people
from core.identity.people import Human
from core.identity.queries import email_key
from core.identity.tables import Account, Person
from core.names import full_name
from core.site import SiteProfile

NOT_FREE = "This address belongs to someone else. Enter one that is this person's own."


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody to whom a thing that was typed belongs; `login` is empty for who has none yet."""

    name: str
    login: str
    email: str
    by_email: bool
    by_identifier: bool
    proved: bool
    staff: bool


async def matches(email: str, identifier: str) -> tuple[Match, ...]:
    """List everybody to whom this address or identifier belongs, for staff to look at; two statements."""
    key = email_key(email)
    theirs: Any = Person.email_key == key
    if identifier:
        theirs |= Person.identifier == identifier
    persons = {row["email_key"]: row for row in await Person.select().where(theirs)}
    accounts = await Account.select().where(Account.email_key.is_in([key, *persons]))
    return tuple(_match(row, persons.get(row["email_key"]), key, identifier) for row in accounts)


async def claimed(site: SiteProfile, typed: str, human: Human) -> tuple[UUID, bool] | None:
    """Find the person with this login name or, without one, with this address; tell whether they are new.

    Who registered and has no login name yet gets one. Part of a change, after `lock_names`.
    """
    if (person := await people.called(typed)) is not None:
        return person, False
    proved = Account.select(Account.id).where(
        Account.email_key == email_key(typed), Account.password_hash != "", Account.staff_roles == ""
    )
    row = await Person.select(Person.id, Person.portal_id).where(Person.account.is_in(proved)).first()
    if row is None or row["portal_id"]:
        return (row["id"], False) if row else None
    await people.give_names(site, {row["id"]: await _without_that_of_others(human)})
    return row["id"], True


async def of_their_own(site: SiteProfile, human: Human) -> UUID:
    """Make a person of somebody who is nobody else; Invalid at `email` for an address that is somebody's.

    A number that belongs to somebody else is not theirs. Part of a change, after `lock_names`.
    """
    key = email_key(human.email)
    taken = await Person.exists().where(Person.email_key == key, Person.portal_id.is_not_null())
    if taken or await Account.exists().where(Account.email_key == key, Account.staff_roles != ""):
        raise Invalid({"email": NOT_FREE})
    first = uuid4()
    found = await people.name_each(site, {first: await _without_that_of_others(human)})
    if first not in found:
        raise Invalid({"email": NOT_FREE})
    return found[first]


async def _without_that_of_others(human: Human) -> Human:
    others = await Person.exists().where(Person.identifier == human.identifier) if human.identifier else False
    return replace(human, identifier="") if others else human


def _match(account: dict[str, Any], person: dict[str, Any] | None, key: str, identifier: str) -> Match:
    named = person if person and person["portal_id"] else account
    return Match(
        name=full_name(named["first_name"], named["last_name"]),
        login=(person and person["portal_id"]) or "",
        email=account["email"],
        by_email=account["email_key"] == key,
        by_identifier=bool(identifier and person and person["identifier"] == identifier),
        proved=bool(account["password_hash"]),
        staff=bool(account["staff_roles"]),
    )
