"""Accepted = limit, exactly, whatever happens at once."""

import asyncio
import subprocess
import sys

import pytest

from core.database import Database
from core.errors import TooMany
from core.identity.limits import Limit, begin_anew, count_in_turn, forget_old, give_back
from core.identity.tables import AttemptCount

pytestmark = pytest.mark.both_databases

LIMIT = Limit("test", 10, 60)
DAY = Limit("test-day", 13, 24 * 60 * 60)
BOTH = [(LIMIT, "somebody"), (DAY, "somebody")]
TRIES = """
import asyncio, sys
from core.database import connect
from core.errors import TooMany
from core.identity.limits import Limit

async def attempt(limit):
    try:
        await limit.spend("someone")
    except TooMany:
        return 0
    return 1

async def main():
    database = await connect(sys.argv[1])
    limit = Limit("test", 10, 3600)
    print(sum(await asyncio.gather(*(attempt(limit) for _ in range(25)))))
    await database.close()

asyncio.run(main())
"""


async def _attempt(limit: Limit, whose: str = "somebody") -> bool:
    try:
        await limit.spend(whose)
    except TooMany:
        return False
    return True


async def test_of_many_attempts_at_once_as_many_as_the_limit_are_accepted(database: Database) -> None:
    assert sum(await asyncio.gather(*(_attempt(LIMIT) for _ in range(100)))) == 10


async def test_the_limit_holds_across_processes(database: Database, database_url: str) -> None:
    words = (sys.executable, "-c", TRIES, database_url)
    running = [await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE) for _ in range(4)]
    accepted = [int((await process.communicate())[0]) for process in running]

    assert sum(accepted) == 10


async def test_everybody_has_a_count_of_their_own(database: Database) -> None:
    for _ in range(10):
        await LIMIT.spend("somebody")

    assert not await _attempt(LIMIT)
    assert await _attempt(LIMIT, "someone else")
    assert await _attempt(Limit("another", 10, 60))


async def test_a_new_period_begins_at_the_instant(database: Database, clock) -> None:
    for _ in range(11):
        await _attempt(LIMIT)
    clock.advance(seconds=59)
    with pytest.raises(TooMany) as caught:
        await LIMIT.spend("somebody")
    assert caught.value.retry_after == 1

    clock.advance(seconds=1)
    assert sum([await _attempt(LIMIT) for _ in range(20)]) == 10


async def test_what_was_no_guess_is_given_back(database: Database) -> None:
    for _ in range(50):
        await LIMIT.spend("somebody")
        await give_back([(LIMIT, "somebody")])


async def _in_turn() -> list[tuple[str, int]]:
    return [(whose, counted.spent) for whose, counted in await count_in_turn(BOTH)]


async def test_a_longer_limit_loses_nothing_to_attempts_that_a_shorter_one_refuses(
    database: Database, clock
) -> None:
    counted = [await _in_turn() for _ in range(12)]
    assert counted[9:] == [
        [("somebody", 10), ("somebody", 10)],
        [("somebody", 11), ("somebody:over", 1)],
        [("somebody", 12), ("somebody:over", 2)],
    ]
    clock.advance(seconds=60)
    # Each has a period of its own, and begins another one at its own time.
    assert [await _in_turn() for _ in range(4)][3] == [("somebody", 4), ("somebody", 14)]
    await give_back(BOTH)
    assert await _in_turn() == [("somebody", 4), ("somebody", 14)]
    clock.advance(hours=24)
    assert await _in_turn() == [("somebody", 1), ("somebody", 1)]
    await begin_anew(BOTH)
    assert await _in_turn() == [("somebody", 1), ("somebody", 1)]


async def test_counting_and_giving_back_at_once_end_at_what_was_kept(database: Database) -> None:
    wide = [(Limit(name, 100, 60), "somebody") for name in ("wide", "wide-day")]

    async def tried(kept: bool) -> None:
        await count_in_turn(wide)
        if not kept:
            await give_back([*reversed(wide)])

    await asyncio.gather(*(tried(number % 10 == 0) for number in range(40)))
    assert [row["spent"] for row in await AttemptCount.select()] == [4, 4]


async def test_counts_whose_period_is_over_are_forgotten(database: Database, clock) -> None:
    await LIMIT.spend("somebody")
    clock.advance(hours=24)
    await forget_old()

    assert await AttemptCount.count() == 0


async def test_only_the_first_refusal_of_a_period_is_marked_for_the_trail(database: Database) -> None:
    marks = []
    for _ in range(14):
        try:
            await LIMIT.spend("somebody")
        except TooMany as refusal:
            marks.append(refusal.first)

    assert marks == [True, False, False, False]
