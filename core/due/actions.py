"""Saying when something happens by itself, or that it does not happen after all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.due.tables import Due


async def schedule(kind: str, subject: UUID, at: datetime | None) -> None:
    """Have something of this kind happen to a subject at a moment, or with None not any more.

    Part of the change that decides it, so that both are stored or neither. A later date takes the place of
    an earlier one, and a worker that is at the earlier one just then writes nothing afterwards.
    """
    await schedule_each(kind, [subject], at)


async def schedule_each(kind: str, subjects: Collection[UUID], at: datetime | None) -> None:
    """Have the same happen to each of many subjects, with as many statements as for one."""
    if not subjects:
        return
    rows = [Due(kind=kind, subject=each, key=f"{kind}:{each}", due=at) for each in subjects]
    columns = [Due.due, Due.lease, Due.attempts]
    await Due.insert(*rows).on_conflict(target=Due.key, action="DO UPDATE", values=columns)
