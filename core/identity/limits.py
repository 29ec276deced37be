"""How often something may be tried: counted exactly, by any number of processes, in one statement."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from piccolo.query import OrderByRaw

from core import clock
from core.database import locked
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
# The same for several limits at once. Where an earlier one is spent, a later one is counted under another
# key, so that an attempt that is not looked at spends nothing of it.
COUNT_EACH = """
INSERT INTO attempt_count (key, started, spent) VALUES {rows}
ON CONFLICT (key) DO UPDATE SET
  spent = CASE WHEN attempt_count.started <= {since} THEN 1 ELSE attempt_count.spent + 1 END,
  started = CASE WHEN attempt_count.started <= {since} THEN excluded.started ELSE attempt_count.started END
RETURNING key, started, spent
"""
IS_SPENT = "(key = {} AND started > {} AND spent >= {})"
UNLESS = "CASE WHEN EXISTS (SELECT 1 FROM attempt_count WHERE {spent}) THEN {{}} ELSE {{}} END"
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
        now = _milliseconds()
        key, started_before = self.key(whose), now - self.seconds * 1000
        (row,) = await AttemptCount.raw(COUNT, key, now, started_before, started_before)
        return Counted.of(row, self, now)

    async def is_spent(self, whose: str) -> bool:
        """Tell whether the next attempt would be one too many; looking counts nothing."""
        since = _milliseconds() - self.seconds * 1000
        table = AttemptCount
        query = table.select(table.spent).where(table.key == self.key(whose), table.started > since)
        row = await query.first()
        return row is not None and row["spent"] >= self.times

    def wider(self, times: int) -> Limit:
        """Make the same limit for somebody who may try some times as often."""
        return replace(self, times=self.times * times)

    def key(self, whose: str) -> str:
        """Return under which key somebody's attempts are counted."""
        return f"{self.name}:{whose}"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many attempts there were in this period, and in how many seconds it ends."""

    spent: int
    retry_after: int

    @classmethod
    def of(cls, row: Mapping[str, int], limit: Limit, now: int) -> Counted:
        """Return what a row says of a limit at this moment."""
        ends = row["started"] + limit.seconds * 1000
        return cls(row["spent"], max(1, -(-(ends - now) // 1000)))


@dataclass(frozen=True, slots=True)
class Gauge:
    """What everybody together does.

    Nobody is refused for what others did: it only tells when more is asked of browsers that are not known.
    """

    limit: Limit

    @property
    def spent(self) -> Spent:
        """The limit, with whose attempts it counts."""
        return self.limit, _EVERYBODY

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


Spent = tuple[Limit, str]


async def count_in_turn(limits: Sequence[Spent]) -> list[tuple[str, Counted]]:
    """Count one attempt under each of these limits, in one statement; tell for whom, and how many there were.

    From the first one on that is spent already it is counted for somebody over the limit, in their place.
    """
    now = _milliseconds()
    rows, since, values = list[str](), list[str](), list[Any]()
    for place, (limit, whose) in enumerate(limits):
        earlier = limits[:place]
        rows.append(f"({UNLESS.format(spent=' OR '.join([IS_SPENT] * place)) if earlier else '{}'}, {{}}, 1)")
        values += [each for one in earlier for each in _spent_already(one, now)]
        values += [limit.key(_over(whose)), limit.key(whose), now] if earlier else [limit.key(whose), now]
    ended = list[Any]()
    for limit, whose in limits:
        since.append("WHEN attempt_count.key IN ({}, {}) THEN CAST({} AS BIGINT)")
        ended += [limit.key(whose), limit.key(_over(whose)), now - limit.seconds * 1000]
    text = COUNT_EACH.replace("{rows}", ", ".join(rows)).replace("{since}", f"CASE {' '.join(since)} END")
    found = {row["key"]: row for row in await AttemptCount.raw(text, *values, *ended, *ended)}
    return [_told(found, one, now) for one in limits]


def _spent_already(one: Spent, now: int) -> tuple[str, int, int]:
    limit, whose = one
    return limit.key(whose), now - limit.seconds * 1000, limit.times


def _told(found: Mapping[str, Mapping[str, int]], one: Spent, now: int) -> tuple[str, Counted]:
    limit, whose = one
    counted_for = whose if limit.key(whose) in found else _over(whose)
    return counted_for, Counted.of(found[limit.key(counted_for)], limit, now)


def _over(whose: str) -> str:
    return f"{whose}:over"


async def give_back(spent: Sequence[Spent]) -> None:
    """Take one attempt back of each of these, because it was no guess; one statement."""
    fewer: dict[Any, Any] = {AttemptCount.spent: AttemptCount.spent - 1}
    await AttemptCount.update(fewer).where(_held(spent), AttemptCount.spent > 0)


async def begin_anew(spent: Sequence[Spent]) -> None:
    """Begin each of these anew; one statement."""
    await AttemptCount.delete().where(_held(spent))


def _held(spent: Sequence[Spent]) -> Any:
    """Rows that are held in the order in which they are counted: a longer limit has a longer name."""
    keys = [limit.key(whose) for limit, whose in spent]
    theirs = AttemptCount.select(AttemptCount.key).where(AttemptCount.key.is_in(keys))
    return AttemptCount.key.is_in(locked(theirs.order_by(OrderByRaw("length(key), key"))))


async def forget_old() -> None:
    """Remove counts whose period is long over."""
    longest_ago = _milliseconds() - LONGEST_SECONDS * 1000
    await AttemptCount.delete().where(AttemptCount.started <= longest_ago)


def _milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)


class TooManyOf(TooMany):
    """Which limit refused; `first` marks the one refusal of a period that the trail records."""

    def __init__(self, limit: Limit, whose: str, counted: Counted) -> None:
        super().__init__(counted.retry_after)
        self.limit, self.whose = limit, whose
        self.first = counted.spent == limit.times + 1


class PuzzleFirst(TooMany):
    """An unknown browser has to show a solved puzzle, or to wait: nobody is refused for what others did."""
