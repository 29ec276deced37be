"""Who signs: from those named at submission to those who are asked, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.agreements.content import Party
from core.errors import Invalid
from core.names import folded_name

# One person may fill these two at once, when the submission says that it is one person.
ONE_PERSON = frozenset({"sponsor", "administrator"})


def address_key(email: str) -> str:
    """The mailbox behind an address, so that a spelling of one's own address is no second address."""
    local, _, domain = email.strip().casefold().rpartition("@")
    return f"{re.sub(r'[+].*', '', local)}@{domain}"


def signers_of(parties: Sequence[Party], roles: Sequence[str]) -> list[dict[str, Any]]:
    """Those who are asked, in the order of `roles`; roles nobody was named for are left out.

    Invalid when two parts share a mailbox, unless one and the same person is sponsor and administrator:
    then that person signs once, in both parts (W6).
    """
    asked: list[dict[str, Any]] = []
    for party in sorted((each for each in parties if each.role in roles), key=lambda p: roles.index(p.role)):
        before = _with_mailbox(asked, party.email)
        if before is None:
            asked.append({"roles": [party.role], "name": party.name, "email": party.email})
        elif _is_the_same(before, party):
            before["roles"].append(party.role)
        else:
            message = f"{before['name']} and {party.name} need an e-mail address each to sign."
            raise Invalid({party.role: message})
    if not asked:
        raise Invalid({"": "Nobody was named who could sign."})
    return asked


def require_own_mailbox(email: str, others: Sequence[str]) -> None:
    """Invalid when an address belongs to somebody who signs or acts already."""
    if address_key(email) in {address_key(other) for other in others}:
        raise Invalid(
            {
                "email": "This address belongs to somebody else in this agreement. "
                "Each person signs from an address of their own."
            }
        )


def _with_mailbox(asked: Sequence[dict[str, Any]], email: str) -> dict[str, Any] | None:
    return next((each for each in asked if address_key(each["email"]) == address_key(email)), None)


def _is_the_same(before: dict[str, Any], party: Party) -> bool:
    roles = {*before["roles"], party.role}
    return len(before["roles"]) < len(roles) <= len(ONE_PERSON) and (
        roles == ONE_PERSON and folded_name(before["name"]) == folded_name(party.name)
    )
