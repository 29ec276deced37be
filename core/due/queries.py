"""When things happen by themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.due.tables import Due


async def scheduled(kind: str, subject: UUID) -> datetime | None:
    """Tell when something of this kind happens to a subject; None when it does not."""
    row = await Due.select(Due.due).where(Due.key == f"{kind}:{subject}").first()
    return row["due"] if row else None
