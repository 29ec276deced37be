"""Registrations that were not sent: that they are there, whose, and when somebody worked on them last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.enrollment.tables import Enrollment
from core.identity.tables import Account
from core.names import full_name

MOST = 25


@dataclass(frozen=True, slots=True)
class BegunRegistration:
    """A registration that somebody has begun. What is written in it belongs to them until they send it."""

    id: UUID
    name: str
    email: str
    started_at: datetime
    changed_at: datetime


async def drafts_found(drafts: Sequence[UUID]) -> tuple[BegunRegistration, ...]:
    """List these drafts, the latest first; two statements."""
    return await _begun_where(Enrollment.id.is_in(list(drafts))) if drafts else ()


async def drafts_of(accounts: Any) -> tuple[BegunRegistration, ...]:
    """List the open drafts of accounts, or of those that a query finds, the latest first; two statements."""
    return await _begun_where(Enrollment.open_for.is_in(accounts))


def latest_of(*found: Sequence[BegunRegistration]) -> tuple[BegunRegistration, ...]:
    """Return what was found in several ways, each once, the latest first."""
    each = {one.id: one for some in found for one in some}.values()
    return tuple(sorted(each, key=lambda one: one.changed_at, reverse=True)[:MOST])


async def _begun_where(there: Any) -> tuple[BegunRegistration, ...]:
    rows = await Enrollment.select().where(there).order_by(Enrollment.changed_at, ascending=False).limit(MOST)
    theirs = Account.id.is_in([row["account"] for row in rows] or [UUID(int=0)])
    by_key = {row["id"]: row for row in await Account.select().where(theirs)}
    pairs = [(row, by_key.get(row["account"])) for row in rows]
    return tuple(_begun(row, whose) for row, whose in pairs if whose)


def _begun(row: Mapping[str, Any], whose: Mapping[str, Any]) -> BegunRegistration:
    name = full_name(whose["first_name"], whose["last_name"])
    return BegunRegistration(row["id"], name, whose["email"], row["started_at"], row["changed_at"])
