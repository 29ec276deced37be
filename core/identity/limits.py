"""How often something may be tried: counted exactly, by any number of processes, in one statement."""

from __future__ import annotations

from dataclasses import dataclass

from core import clock
from core.errors import TooMany
from core.identity.tables import AttemptCount

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
EVERYBODY = "everybody"
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

    async def spend(self, whose: str = EVERYBODY) -> None:
        """Count one attempt; raise TooMany when it is one too many.

        Call it outside of any transaction: what is counted must stay counted.
        """
        now, period = int(clock.now().timestamp() * 1000), self.seconds * 1000
        key, started_before = self._key(whose), now - period
        (row,) = await AttemptCount.raw(COUNT, key, now, started_before, started_before)
        if row["spent"] > self.times:
            raise TooManyOf(self, whose, row["spent"], -(-(row["started"] + period - now) // 1000))

    async def give_back(self, whose: str = EVERYBODY) -> None:
        """Take one attempt back, because it was no guess."""
        await AttemptCount.raw(GIVE_BACK, self._key(whose))

    async def forget(self, whose: str) -> None:
        """Begin anew."""
        await AttemptCount.delete().where(AttemptCount.key == self._key(whose))

    def _key(self, whose: str) -> str:
        return f"{self.name}:{whose}"


async def forget_old() -> None:
    """Remove counts whose period is long over."""
    longest_ago = int(clock.now().timestamp() * 1000) - LONGEST_SECONDS * 1000
    await AttemptCount.delete().where(AttemptCount.started <= longest_ago)


class TooManyOf(TooMany):
    """Which limit refused; `first` marks the one refusal of a period that the trail records."""

    def __init__(self, limit: Limit, whose: str, spent: int, retry_after: int) -> None:
        super().__init__(max(1, retry_after))
        self.limit, self.whose = limit, whose
        self.first = spent == limit.times + 1
