"""Agreements that members sign for themselves: how each stands, and until when it binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import clock
from core.agreements.records import AgreementState
from core.agreements.tables import Agreement


@dataclass(frozen=True, slots=True)
class OwnAgreement:
    """What a member was last asked to sign for themselves, and how that stands."""

    id: UUID
    member: UUID
    state: AgreementState
    sent_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ends_at: datetime | None
    reason: str


async def newest_of_each(members: Sequence[UUID]) -> Mapping[UUID, OwnAgreement]:
    """Find what each of these members was last asked to sign for themselves; one statement."""
    if not members:
        return {}
    columns = [getattr(Agreement, name) for name in OwnAgreement.__dataclass_fields__]
    rows = (
        await Agreement.select(*columns).where(Agreement.member.is_in([*members])).order_by(Agreement.sent_at)
    )
    return {row["member"]: OwnAgreement(**row) for row in rows}


async def binds_until(member: UUID) -> datetime | None:
    """Tell until when a member is bound by what they signed for themselves; None when by nothing."""
    binds = (Agreement.state == "in-force") & (Agreement.binds_until > clock.now())
    query = Agreement.select(Agreement.binds_until).where((Agreement.member == member) & binds)
    row = await query.order_by(Agreement.binds_until, ascending=False).first()
    return row["binds_until"] if row else None


async def not_over(members: Sequence[UUID]) -> list[UUID]:
    """List what these members signed for themselves, or are asked to, and has not ended."""
    if not members:
        return []
    theirs = Agreement.member.is_in([*members]) & Agreement.ended_at.is_null()
    return [row["id"] for row in await Agreement.select(Agreement.id).where(theirs)]
