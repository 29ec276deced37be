"""Work that survives a crash: rows that workers claim for a while.

A table of such rows is a subclass of `Work`. A row is open while `due` is set. Claiming moves `due` into
the future and puts the claim's token on the row. When a worker dies, its rows come due again by
themselves. The token fences every later write: a worker that slept past its lease, and whose row went to
another, changes nothing when it wakes up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any
from uuid import UUID, uuid4

from piccolo.columns import UUID as UUIDColumn
from piccolo.columns import Column, Integer, Timestamptz
from piccolo.columns.defaults.uuid import UUID4
from piccolo.query import OrderByRaw

from core import clock
from core.database.building import OwnTable
from core.database.connection import transaction
from core.database.locking import locked


class Work(OwnTable):
    """The columns of a table whose rows are work to do; `attempts` counts every claim."""

    id = UUIDColumn(primary_key=True, default=UUID4())
    due = Timestamptz(null=True, default=None, index=True)
    lease = UUIDColumn(null=True, default=None)
    attempts = Integer(default=0)


@dataclass(frozen=True, slots=True)
class Lease:
    """One row that is this worker's until its lease runs out; `row` is the row as it was claimed."""

    table: type[Work]
    token: UUID
    row: dict[str, Any]

    async def renew(self, seconds: float) -> bool:
        """Have the row for `seconds` more; False when the lease has run out, and then the row is not ours."""
        moment = clock.now()
        held = (self.table.lease == self.token) & (self.table.due > moment)
        return await self._write(held, {self.table.due: moment + timedelta(seconds=seconds)})

    async def settle(self, values: dict[Column | str, Any], *, again_at: datetime | None = None) -> bool:
        """Write the outcome and let go, for good or until `again_at`; False, and nothing, if not ours."""
        freed: dict[Column | str, Any] = {self.table.lease: None, self.table.due: again_at}
        return await self._write(self.table.lease == self.token, freed | values)

    async def _write(self, held: Any, values: dict[Column | str, Any]) -> bool:
        this = self.table.id == self.row["id"]
        return bool(await self.table.update(values).where(this & held).returning(self.table.id))


@dataclass(frozen=True, slots=True)
class Shares:
    """Rows that agree in `column` are worked on `most` at once, so that they leave places to others.

    What has the smallest value of `order`, an expression in SQL, goes first.
    """

    column: str
    most: int
    order: str

    def full(self, held: Iterable[Lease]) -> list[Any]:
        """List the values of which no more may be claimed beside what is held."""
        return [value for value, many in self._counted(held).items() if many >= self.most]

    def fitting(self, rows: Iterable[dict[str, Any]], held: Iterable[Lease]) -> list[dict[str, Any]]:
        """Return those rows, in their order, that have a place beside what is held."""
        places, fit = self._counted(held), []
        for row in rows:
            if places[row[self.column]] < self.most:
                places[row[self.column]] += 1
                fit.append(row)
        return fit

    def _counted(self, held: Iterable[Lease]) -> Counter[Any]:
        return Counter(lease.row[self.column] for lease in held)


async def claim(
    table: type[Work],
    *,
    limit: int,
    seconds: float,
    shares: Shares | None = None,
    held: Iterable[Lease] = (),
) -> list[Lease]:
    """Claim up to `limit` rows whose time has come, oldest first; no other worker gets them for `seconds`.

    With `shares` only rows that have a place beside what is `held`: there may be more that have one, unless
    none is claimed.
    """
    moment, beside = clock.now(), list(held)
    due = _due(table, moment, shares.full(beside) if shares else [], shares)
    # Looked at first without a lock, so that idle workers do not hold up those who write.
    if not await table.exists().where(due):
        return []
    async with transaction():
        query = table.select().where(due)
        if shares:
            query = query.order_by(OrderByRaw(shares.order))
        rows = await locked(query.order_by(table.due).limit(limit), skip=True)
        rows = shares.fitting(rows, beside) if shares else rows
        token, until = uuid4(), moment + timedelta(seconds=seconds)
        taken: dict[Column | str, Any] = {
            table.lease: token,
            table.due: until,
            table.attempts: table.attempts + 1,
        }
        if rows:
            await table.update(taken).where(table.id.is_in([row["id"] for row in rows]))
    return [Lease(table, token, row | {"attempts": row["attempts"] + 1}) for row in rows]


def _due(table: type[Work], moment: datetime, full: list[Any], shares: Shares | None) -> Any:
    due = table.due <= moment
    return due & getattr(table, shares.column).not_in(full) if shares and full else due


def pause(attempt: int, *, first: float, most: float) -> timedelta:
    """Say how long to wait after `attempt` failed attempts: doubling up to `most` seconds, and scattered."""
    longest = min(most, first * 2 ** min(attempt - 1, 30))
    return timedelta(seconds=longest * SystemRandom().uniform(0.5, 1))
