"""Who signs: from those named at submission to those who are asked, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import Invalid

# One person may fill these two at once, when the submission says that it is one person.
ONE_PERSON = frozenset({"sponsor", "administrator"})


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named at submission who has to sign in a part: `sponsor`, `administrator` or `officer`."""

    role: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked for one signature, in all the parts they play."""

    roles: tuple[str, ...]
    name: str
    email: str


def address_key(email: str) -> str:
    """Return the mailbox behind an address, so that a spelling of one's own address is no second one."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{re.sub(r'[+].*', '', local)}@{domain}"


def name_key(name: str) -> str:
    """Reduce a name to what is compared, without regard to case and spacing."""
    return " ".join(name.casefold().split())


def signers_of(parties: Sequence[Party], roles: Sequence[str]) -> tuple[Asked, ...]:
    """List those who are asked, in the order of `roles`; roles nobody was named for are left out.

    Invalid when two parts share a mailbox, unless one and the same person is sponsor and administrator:
    then that person signs once, in both parts.
    """
    asked: dict[str, Asked] = {}
    for party in sorted((each for each in parties if each.role in roles), key=lambda p: roles.index(p.role)):
        key = address_key(party.email)
        before = asked.get(key)
        if before is None:
            asked[key] = Asked((party.role,), party.name, party.email)
        elif _is_the_same(before, party):
            asked[key] = replace(before, roles=(*before.roles, party.role))
        else:
            message = f"{before.name} and {party.name} need an email address each to sign."
            raise Invalid({party.role: message})
    if not asked:
        raise Invalid({"": "Nobody was named who could sign."})
    return tuple(asked.values())


def require_own_mailbox(email: str, others: Sequence[str]) -> None:
    """Raise Invalid when an address belongs to somebody who signs or acts already."""
    if address_key(email) in {address_key(other) for other in others}:
        raise Invalid(
            {
                "email": "This address belongs to someone else who signs. "
                "Each person signs from an address of their own."
            }
        )


def _is_the_same(before: Asked, party: Party) -> bool:
    roles = {*before.roles, party.role}
    return len(before.roles) < len(roles) <= len(ONE_PERSON) and (
        roles == ONE_PERSON and name_key(before.name) == name_key(party.name)
    )
