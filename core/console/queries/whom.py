"""For whom a piece of work is done, by every key under which other systems know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.groups.records import MemberDetails
from core.groups.rights import KNOWN
from core.identity.people import find


@dataclass(frozen=True, slots=True)
class Whom:
    """For whom something is done: each key that people carry to another system, and whose pages to open."""

    person: UUID
    group: UUID
    email: str
    phone: str
    login: str
    upn: str
    identifiers: Mapping[str, str]
    license: str


async def whom_of(row: Mapping[str, Any]) -> Whom:
    """The keys that a person has, those of their login once it is certain to be theirs."""
    key = row["person_key"] if row["person_state"] in KNOWN else None
    person = await find(key) if key else None
    details = MemberDetails.model_validate(row["member_details"])
    return Whom(
        person=key or row["member_key"],
        group=row["group_key"],
        email=row["email"],
        phone=row["phone"],
        login=(person and person["portal_id"]) or "",
        upn=(person and person["upn"]) or "",
        identifiers=details.identifiers,
        license=" ".join(part for part in (details.license_state, details.license_number) if part),
    )
