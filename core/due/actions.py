"""Saying when something happens by itself, or that it does not happen after all."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.due.tables import Due


async def schedule(kind: str, subject: UUID, at: datetime | None) -> None:
    """Have something of this kind happen to a subject at a moment, or with None not any more.

    Part of the change that decides it, so that both are stored or neither. A later date takes the place of
    an earlier one, and a worker that is at the earlier one just then writes nothing afterwards.
    """
    row = Due(kind=kind, subject=subject, key=f"{kind}:{subject}", due=at)
    columns = [Due.due, Due.lease, Due.attempts]
    await Due.insert(row).on_conflict(target=Due.key, action="DO UPDATE", values=columns)
