"""What support knows of somebody who calls, such as the numbers on file for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.errors import Forbidden
from core.groups.rights import KNOWN
from core.groups.tables import Member
from core.identity.bound import believed, bound_columns
from core.identity.tables import Account, Person
from core.names import full_name

CHANGED = (
    "This account was changed outside the portal, so nobody is helped to sign in to it. "
    "Tell the people who run the portal."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A person with an account, every number on file for them, and their practices."""

    account: UUID
    name: str
    numbers: tuple[str, ...]
    groups: tuple[UUID, ...]


async def caller(person: UUID) -> Caller | None:
    """Find somebody who has an account; None without one. Only memberships that are certain count.

    Forbidden for an account that says something else than we wrote: what is on file proves nobody then.
    """
    row = await Person.select().where(Person.id == person).first()
    account = await _account(row["account"]) if row else None
    if row is None or account is None:
        return None
    if not await believed(account):
        raise Forbidden(CHANGED)
    certain = (Member.person == person) & Member.person_state.is_in(list(KNOWN))
    seats = await Member.select(Member.phone, Member.group).where(certain).order_by(Member.id)
    numbers = [account["phone"], *(seat["phone"] for seat in seats)]
    return Caller(
        row["account"],
        full_name(row["first_name"], row["last_name"]),
        tuple(dict.fromkeys(each for each in numbers if each)),
        tuple(dict.fromkeys(seat["group"] for seat in seats)),
    )


async def _account(key: UUID) -> dict[str, Any] | None:
    return await Account.select(Account.phone, *bound_columns()).where(Account.id == key).first()
