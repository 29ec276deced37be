"""Counts that change with what they count, in the same transaction: a page reads them, and counts nothing.

They are written at the very end of a change, when nobody else writes: two changes never wait for each other
because they count the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from core.audit.tables import AuditHead, KeptCount
from core.database import locked, transaction
from core.database.rows import insert_all

# For what is counted whenever it began.
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Counting(NamedTuple):
    """What is counted: its kind, which of them, and since when they are so."""

    name: str
    key: str
    since: datetime = EVER

    @property
    def id(self) -> str:
        """The key of its row."""
        return f"{self.name} {self.key} {int(self.since.timestamp()) // 3600}"


async def write_counts(changed: Mapping[Counting, int]) -> None:
    """Add to the counts; one statement, or none where nothing changed after all."""
    rows = [(each.id, *each, number) for each, number in changed.items() if number]
    if not rows:
        return
    places = ", ".join(["({}, {}, {}, {}, {})"] * len(rows))
    added = (
        f"INSERT INTO figure (id, name, key, since, number) VALUES {places} "  # noqa: S608 - places alone
        "ON CONFLICT (id) DO UPDATE SET number = figure.number + excluded.number"
    )
    await KeptCount.raw(added, *(value for row in rows for value in row))


async def kept_counts(*names: str) -> Counter[Counting]:
    """Read every count of these kinds that is not 0."""
    rows = await KeptCount.select().where(KeptCount.name.is_in([*names]), KeptCount.number != 0)
    return Counter({Counting(row["name"], row["key"], row["since"]): row["number"] for row in rows})


async def replace_counts(names: tuple[str, ...], counted: Mapping[Counting, int]) -> None:
    """Put these counts in place of all of these kinds; within `alone`."""
    await KeptCount.delete().where(KeptCount.name.is_in([*names]))
    rows = [
        KeptCount(id=each.id, name=each.name, key=each.key, since=each.since, number=number)
        for each, number in counted.items()
    ]
    await insert_all(KeptCount, rows)


@asynccontextmanager
async def alone() -> AsyncIterator[None]:
    """Let nobody else end a change while the block runs, so that what it reads fits together."""
    async with transaction():
        await locked(AuditHead.select(AuditHead.number).where(AuditHead.id == 1))
        yield
