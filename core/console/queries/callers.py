"""What support knows of somebody who calls, such as the numbers on file for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.groups.rights import KNOWN
from core.groups.tables import Member
from core.identity.tables import Account, Person
from core.names import full_name


@dataclass(frozen=True, slots=True)
class Caller:
    """A person with an account, every number on file for them, and their practices."""

    account: UUID
    name: str
    numbers: tuple[str, ...]
    groups: tuple[UUID, ...]


async def caller(person: UUID) -> Caller | None:
    """Find somebody who has an account; None without one. Only memberships that are certain count."""
    row = await Person.select().where(Person.id == person).first()
    account = await Account.select(Account.phone).where(Account.id == row["account"]).first() if row else None
    if row is None or account is None:
        return None
    certain = (Member.person == person) & Member.person_state.is_in(list(KNOWN))
    seats = await Member.select(Member.phone, Member.group).where(certain).order_by(Member.id)
    numbers = [account["phone"], *(seat["phone"] for seat in seats)]
    return Caller(
        row["account"],
        full_name(row["first_name"], row["last_name"]),
        tuple(dict.fromkeys(each for each in numbers if each)),
        tuple(dict.fromkeys(seat["group"] for seat in seats)),
    )
