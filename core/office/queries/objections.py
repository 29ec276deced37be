"""Objections to people of practices: those that are open, and those about some people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.database.rows import FIRST_KEY, load_one, own_columns
from core.names import full_name
from core.office.tables import Objection


@dataclass(frozen=True, slots=True)
class ObjectionFacts:
    """An objection as it was read."""

    id: UUID
    member: UUID
    kind: str
    account: UUID
    by_name: str
    reason: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class OpenObjection:
    """An objection that support has to decide about, with whom it is about."""

    id: UUID
    member: UUID
    person: str
    group: UUID
    practice: str
    kind: str
    by_name: str
    reason: str
    at: datetime


async def load_objection(key: UUID) -> ObjectionFacts:
    """Find one objection."""
    row = await load_one(Objection, key)
    return ObjectionFacts(**own_columns(ObjectionFacts, row))


async def objections_to(members: Collection[UUID]) -> Mapping[UUID, ObjectionFacts]:
    """Find the open objection to each of these members; one statement."""
    if not members:
        return {}
    rows = await Objection.select().where(Objection.open_for.is_in([*members]))
    return {row["member"]: ObjectionFacts(**own_columns(ObjectionFacts, row)) for row in rows}


async def open_objections() -> tuple[OpenObjection, ...]:
    """List the objections that nobody has decided about, the oldest first; one statement."""
    member: Any = Objection.member
    rows = (
        await Objection.select(
            *(
                Objection.id,
                Objection.member,
                Objection.kind,
                Objection.by_name,
                Objection.reason,
                Objection.at,
            ),
            *(member.first_name, member.middle_initial, member.last_name, member.group),
            member.group.name.as_alias("practice"),
        )
        .where(Objection.open_for >= FIRST_KEY)
        .order_by(Objection.at)
    )
    return tuple(
        OpenObjection(
            id=row["id"],
            member=row["member"],
            person=full_name(row["member.first_name"], row["member.middle_initial"], row["member.last_name"]),
            group=row["member.group"],
            practice=row["practice"],
            kind=row["kind"],
            by_name=row["by_name"],
            reason=row["reason"],
            at=row["at"],
        )
        for row in rows
    )
