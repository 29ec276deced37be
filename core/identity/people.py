"""Humans and their personal login names: one each, however many groups they are in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.identity.queries import email_key
from core.identity.tables import Account, Person, PortalIdCount
from core.site import SiteProfile

_PLACE = re.compile(r"\{(first|middle|last)(?::(\d+))?\}")
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


@dataclass(frozen=True, slots=True)
class Human:
    """What is known of a person when a login name is to be made, or when they are to be recognized."""

    first_name: str
    middle_initial: str
    last_name: str
    email: str
    phone: str = ""
    npi: str = ""


async def known(human: Human) -> tuple[UUID | None, bool]:
    """The person this is, if known by proved address or NPI, and whether what is known contradicts itself."""
    if await _is_staffs(human.email):
        return None, True
    by_email = await _person(Person.email_key == email_key(human.email))
    by_npi = await _person(Person.npi == human.npi) if human.npi else None
    if by_email and by_npi and by_email["id"] != by_npi["id"]:
        return None, True
    if by_email and human.npi and by_email["npi"] not in (None, human.npi):
        return None, True
    found = by_email or by_npi
    return (found["id"], False) if found else (None, False)


async def lock_names() -> None:
    """Whoever makes login names waits here until nobody else does; part of a transaction."""
    row = PortalIdCount(id=1, given=0)
    await PortalIdCount.insert(row).on_conflict(target=PortalIdCount.id, action="DO NOTHING")
    await PortalIdCount.update({PortalIdCount.given: PortalIdCount.given + 1}).where(PortalIdCount.id == 1)


async def make(site: SiteProfile, human: Human) -> UUID:
    """A person with a login name nobody else has, and an account; part of a change, after `lock_names`.

    The account somebody registered under this address becomes theirs; else one is made that waits to be
    picked up.
    """
    account = await _account_of(human)
    person = Person(
        id=uuid4(),
        portal_id=await free_name(site, human),
        account=account,
        email_key=email_key(human.email),
        npi=human.npi or None,
        first_name=human.first_name,
        last_name=human.last_name,
        made_at=clock.now(),
    )
    if site.portal_ids.upn_domain:
        person.upn = f"{person.portal_id}@{site.portal_ids.upn_domain}"
    await Person.insert(person)
    return person.id


async def find(person: UUID) -> dict[str, Any] | None:
    """A person by key."""
    return await _person(Person.id == person)


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


async def free_name(site: SiteProfile, human: Human) -> str:
    """The first login name by the site's rule that nobody has."""
    beginning = plain_name(site, human)
    # A name keeps at least its first letter, however long the number after it grows.
    query = Person.select(Person.portal_id).where(Person.portal_id.like(f"{beginning[:1]}%"))
    taken = {row["portal_id"] for row in await query} | set(site.portal_ids.reserved)
    return next(name for name in _candidates(beginning, site.portal_ids.max_length) if name not in taken)


def plain_name(site: SiteProfile, human: Human) -> str:
    """The login name by the site's rule, before anybody else is thought of."""
    parts = {"first": human.first_name, "middle": human.middle_initial, "last": human.last_name}

    def fill(place: re.Match[str]) -> str:
        letters = plain_letters(parts[place[1]])
        return letters[: int(place[2])] if place[2] else letters

    return _PLACE.sub(fill, site.portal_ids.pattern)[: site.portal_ids.max_length].strip("._-") or "user"


def plain_letters(text: str) -> str:
    """A name in the letters a to z and digits; empty when it has none of them."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in taken_apart if letter.isascii() and letter.isalnum())


def _candidates(beginning: str, longest: int) -> Iterator[str]:
    yield beginning
    number = 1
    while True:
        number += 1
        yield f"{beginning[: longest - len(str(number))]}{number}"


async def _is_staffs(email: str) -> bool:
    """Whether the address is that of somebody who works for the site, who is never in a practice."""
    account = Account.email_key == email_key(email)
    row = await Account.select(Account.staff_roles).where(account).first()
    return bool(row and row["staff_roles"])


async def _account_of(human: Human) -> UUID:
    """The account with this address, made if there is none: even if somebody registers at this moment."""
    key = email_key(human.email)
    account = Account(
        id=uuid4(),
        email_key=key,
        email=human.email,
        first_name=human.first_name[:60],
        last_name=human.last_name[:60],
        phone=human.phone,
        password_hash="",
        created_at=clock.now(),
    )
    await Account.insert(account).on_conflict(target=Account.email_key, action="DO NOTHING")
    (row,) = await Account.select(Account.id).where(Account.email_key == key)
    return UUID(str(row["id"]))


async def _person(condition: Any) -> dict[str, Any] | None:
    row: dict[str, Any] | None = await Person.select().where(condition).first()
    return row
