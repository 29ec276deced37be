"""How often something may be tried: counted exactly, by any number of processes, in one statement."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from core import clock
from core.errors import TooMany
from core.identity.tables import AttemptCount

_log = logging.getLogger(__name__)
_EVERYBODY = "everybody"

# The first attempt opens a period; the next one after its end opens another. One statement counts and
# answers, so that no two attempts can both believe they were the last one allowed.
COUNT = """
INSERT INTO attempt_count (key, started, spent) VALUES ({}, {}, 1)
ON CONFLICT (key) DO UPDATE SET
  spent = CASE WHEN attempt_count.started <= {} THEN 1 ELSE attempt_count.spent + 1 END,
  started = CASE WHEN attempt_count.started <= {} THEN excluded.started ELSE attempt_count.started END
RETURNING started, spent
"""
GIVE_BACK = "UPDATE attempt_count SET spent = spent - 1 WHERE key = {} AND spent > 0"
# No limit has a longer period.
LONGEST_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` attempts in `seconds`."""

    name: str
    times: int
    seconds: int

    def __post_init__(self) -> None:
        if self.seconds > LONGEST_SECONDS:
            raise ValueError(f"the period of {self.name} is too long")

    async def spend(self, whose: str) -> None:
        """Count one attempt; raise TooMany when it is one too many.

        Call it outside of any transaction: what is counted must stay counted.
        """
        counted = await self.count(whose)
        if counted.spent > self.times:
            raise TooManyOf(self, whose, counted)

    async def count(self, whose: str) -> Counted:
        """Count one attempt and tell how many there were, the many too many among them."""
        now, period = int(clock.now().timestamp() * 1000), self.seconds * 1000
        key, started_before = self._key(whose), now - period
        (row,) = await AttemptCount.raw(COUNT, key, now, started_before, started_before)
        return Counted(row["spent"], max(1, -(-(row["started"] + period - now) // 1000)))

    async def is_spent(self, whose: str) -> bool:
        """Tell whether the next attempt would be one too many; looking counts nothing."""
        since = int(clock.now().timestamp() * 1000) - self.seconds * 1000
        table = AttemptCount
        query = table.select(table.spent).where(table.key == self._key(whose), table.started > since)
        row = await query.first()
        return row is not None and row["spent"] >= self.times

    def wider(self, times: int) -> Limit:
        """Make the same limit for somebody who may try some times as often."""
        return replace(self, times=self.times * times)

    async def give_back(self, whose: str) -> None:
        """Take one attempt back, because it was no guess."""
        await AttemptCount.raw(GIVE_BACK, self._key(whose))

    async def forget(self, whose: str) -> None:
        """Begin anew."""
        await AttemptCount.delete().where(AttemptCount.key == self._key(whose))

    def _key(self, whose: str) -> str:
        return f"{self.name}:{whose}"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many attempts there were in this period, and in how many seconds it ends."""

    spent: int
    retry_after: int


@dataclass(frozen=True, slots=True)
class Gauge:
    """What everybody together does.

    Nobody is refused for what others did: it only tells when more is asked of browsers that are not known.
    """

    limit: Limit

    async def count(self) -> Counted:
        """Count one attempt; the operators are told once in a period that there are too many."""
        counted = await self.limit.count(_EVERYBODY)
        if counted.spent == self.limit.times + 1:
            words = "more than %s of %s in %s seconds: unknown browsers have to solve a puzzle"
            _log.warning(words, self.limit.times, self.limit.name, self.limit.seconds)
        return counted

    async def is_high(self) -> bool:
        """Tell whether the next attempt would be one too many."""
        return await self.limit.is_spent(_EVERYBODY)

    async def give_back(self) -> None:
        """Take one attempt back, because it was no guess."""
        await self.limit.give_back(_EVERYBODY)


async def forget_old() -> None:
    """Remove counts whose period is long over."""
    longest_ago = int(clock.now().timestamp() * 1000) - LONGEST_SECONDS * 1000
    await AttemptCount.delete().where(AttemptCount.started <= longest_ago)


class TooManyOf(TooMany):
    """Which limit refused; `first` marks the one refusal of a period that the trail records."""

    def __init__(self, limit: Limit, whose: str, counted: Counted) -> None:
        super().__init__(counted.retry_after)
        self.limit, self.whose = limit, whose
        self.first = counted.spent == limit.times + 1


class PuzzleFirst(TooMany):
    """An unknown browser has to show a solved puzzle, or to wait: nobody is refused for what others did."""
