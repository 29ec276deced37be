"""Holds: while one lasts, nothing is forgotten that is known of a practice or a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit.actions import change
from core.audit.tables import AuditHead, TrailHold
from core.database import locked, transaction
from core.database.rows import insert_all, load_one
from core.errors import Invalid
from core.moves import NotNow

Kind = Literal["practice", "person"]
MOST = 200
_LASTS = TrailHold.ended_at.is_null()
_OWN = TrailHold.follows.is_null()


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """Whom a hold is about: the key of the group, or of the human or the member."""

    kind: Kind
    subject: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold: about whom, why, whose and since when, and how it ended."""

    id: UUID
    about: HeldRecord
    reason: str
    held_by: UUID | None
    by_name: str
    at: datetime
    ended_at: datetime | None
    ended_name: str
    ended_reason: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Hold:
        """Read a row."""
        own = ("id", "reason", "held_by", "by_name", "at", "ended_at", "ended_name", "ended_reason")
        return cls(
            about=HeldRecord(row["kind"], row["subject"], row["name"]), **{name: row[name] for name in own}
        )


async def place_hold(about: HeldRecord, reason: str, *, by: Actor) -> UUID:
    """Hold a practice or a person; NotNow while it is held already, Invalid without a reason."""
    told = {"kind": about.kind, "about": str(about.subject), "name": about.name, "reason": _given(reason)}
    row = TrailHold(id=uuid4(), kind=about.kind, subject=about.subject, name=about.name[:200])
    async with change("hold.placed", by=by, subject=("hold", row.id), **told):
        await nothing_is_forgotten()
        if await lasting(about.subject):
            raise NotNow("A hold lasts already.")
        row.reason, row.held_by, row.by_name, row.at = told["reason"], by.account, by.name[:200], clock.now()
        await TrailHold.insert(row)
    return row.id


async def end_hold(hold: UUID, reason: str, *, by: Actor) -> None:
    """End a hold; NotNow for who placed it, and when it is over."""
    reason = _given(reason)
    async with change("hold.ended", by=by, subject=("hold", hold), reason=reason) as event:
        found = Hold.of(await load_one(TrailHold, hold, lock=True))
        event.details |= {"kind": found.about.kind, "about": str(found.about.subject)}
        if found.ended_at is not None:
            raise NotNow("This hold is over.")
        if found.held_by is not None and found.held_by == by.account:
            raise NotNow("Someone else has to end this hold: you placed it yourself.")
        columns: dict[Any, Any] = {TrailHold.ended_at: clock.now(), TrailHold.ended_name: by.name[:200]}
        await TrailHold.update(columns | {TrailHold.ended_reason: reason}).where(TrailHold.id == hold)
        await TrailHold.delete().where(TrailHold.follows == hold)


async def hold_with(hold: UUID, belonging: Collection[UUID], *, by: Actor) -> bool:
    """Hold whoever belongs to what is held as long as it is; False, and nothing, when the hold is over."""
    async with transaction():
        if (await load_one(TrailHold, hold, lock=True))["ended_at"] is not None:
            return False
        rows = await TrailHold.select(TrailHold.subject).where(TrailHold.follows == hold)
        new = set(belonging) - {row["subject"] for row in rows}
        if new:
            async with change("hold.widened", by=by, subject=("hold", hold), added=len(new)):
                made: dict[str, Any] = {"kind": "belongs", "follows": hold, "at": clock.now()}
                await insert_all(TrailHold, [TrailHold(id=uuid4(), subject=each, **made) for each in new])
    return True


async def nothing_is_forgotten() -> None:
    """Wait for whoever forgets events or places a hold, and keep others from it until the change ends."""
    await locked(AuditHead.select(AuditHead.number).where(AuditHead.id == 1))


async def one_hold(hold: UUID) -> Hold:
    """Find a hold; NotFound."""
    return Hold.of(await load_one(TrailHold, hold))


async def lasting(*subjects: UUID) -> tuple[Hold, ...]:
    """List the holds on any of these that last, oldest first; without any, all of them."""
    wanted = _OWN & _LASTS & TrailHold.subject.is_in(list(subjects)) if subjects else _OWN & _LASTS
    return tuple(map(Hold.of, await TrailHold.select().where(wanted).order_by(TrailHold.at)))


async def ended() -> tuple[Hold, ...]:
    """List the holds that ended, the last one first."""
    rows = TrailHold.select().where(TrailHold.ended_at.is_not_null())
    return tuple(map(Hold.of, await rows.order_by(TrailHold.ended_at, ascending=False).limit(MOST)))


def held_keys() -> Any:
    """Select the keys that are held, also with their practice, as a subquery for `is_in`."""
    return TrailHold.select(TrailHold.subject).where(_LASTS)


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    return reason.strip()[:500]
