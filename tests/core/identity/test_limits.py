"""Accepted = limit, exactly, whatever happens at once."""

import asyncio
import subprocess
import sys

import pytest

from core.database import Database
from core.errors import TooMany
from core.identity.limits import Limit, forget_old
from core.identity.tables import AttemptCount

pytestmark = pytest.mark.both_databases

LIMIT = Limit("test", 10, 60)
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
        await LIMIT.give_back("somebody")


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
