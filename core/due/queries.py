"""When things happen by themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.due.tables import Due


async def scheduled(kind: str, subject: UUID) -> datetime | None:
    """Tell when something of this kind happens to a subject; None when it does not."""
    row = await Due.select(Due.due).where(Due.key == f"{kind}:{subject}").first()
    return row["due"] if row else None


async def still_scheduled(kind: str, subjects: Collection[UUID]) -> frozenset[UUID]:
    """Find those of these subjects to whom something of this kind is still to happen; one statement."""
    keys = [f"{kind}:{each}" for each in subjects]
    if not keys:
        return frozenset()
    rows = await Due.select(Due.subject).where(Due.key.is_in(keys) & Due.due.is_not_null())
    return frozenset(row["subject"] for row in rows)
