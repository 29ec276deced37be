"""How far a change of every email address is: who confirmed theirs, and who is still asked to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.groups.people import members_of
from core.office.queries.addresses import waiting_addresses
from core.office.queries.changes import AskedChange, approved_changes


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Somebody with the address that a change of every address has for them."""

    member: UUID
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class DomainStanding:
    """An approved change of every address: who was asked to confirm theirs, and who did."""

    change: UUID
    waiting: tuple[NewAddress, ...]
    proved: tuple[NewAddress, ...]


async def addresses_standing(asked: AskedChange) -> DomainStanding:
    """Tell how far an approved change of every address is."""
    there = [each for each in await members_of(asked.group) if str(each.id) in asked.wanted["now"]]
    waits = await waiting_addresses([each.id for each in there])
    mine = [(NewAddress(each.id, each.name, asked.wanted["now"][str(each.id)]), each) for each in there]
    return DomainStanding(
        asked.id,
        tuple(new for new, each in mine if each.id in waits and waits[each.id].email == new.email),
        tuple(new for new, each in mine if each.email == new.email),
    )


async def last_domain_of(group: UUID) -> DomainStanding | None:
    """Find the newest approved change of every address in a practice that waits for somebody, or else the
    newest there was.
    """
    found = [await addresses_standing(each) for each in await approved_changes(group, "addresses")]
    return next((each for each in found if each.waiting), found[0] if found else None)
