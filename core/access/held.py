"""What members have: each access with how it stands, in the order in which a site lists its applications."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.access.states import GRANT
from core.access.tables import Grant
from core.portal import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessHeld:
    """One application of one member: how it stands since when; `account` is the login name there."""

    id: UUID
    member: UUID
    slug: str
    name: str
    state: str
    words: str
    since: datetime
    account: str
    reason: str
    ends_on: date | None
    suspended_by: tuple[str, ...]


async def rows_held(portal: Portal, members: Collection[UUID]) -> list[dict[str, Any]]:
    """List every access of these members, in the order of the site's applications; one statement."""
    rows = await Grant.select().where(Grant.member.is_in(list(members))) if members else []
    order = {slug: place for place, slug in enumerate(portal.applications)}
    return sorted(rows, key=lambda row: (order.get(row["application"], len(order)), row["key"]))


def as_held(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says, by the names of `AccessHeld`."""
    return {
        "id": row["id"],
        "member": row["member"],
        "slug": row["application"],
        "name": row["application_name"],
        "state": row["state"],
        "words": GRANT.in_words(row["state"]),
        "since": row["changed_at"],
        "account": row["account"],
        "reason": row["reason"],
        "ends_on": row["ends_on"],
        "suspended_by": tuple(row["suspended_by"].split()),
    }
