import asyncio

import pytest

from core.database import Database, one_at_a_time

pytestmark = pytest.mark.both_databases


async def test_the_second_waits_until_the_first_has_ended(database: Database) -> None:
    order: list[str] = []

    async def second() -> None:
        async with one_at_a_time("one"):
            order.append("second")

    async with one_at_a_time("one"):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.5)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


async def test_one_thing_does_not_wait_for_another(database: Database) -> None:
    async with asyncio.timeout(10), one_at_a_time("one"), one_at_a_time("other"):
        assert database


async def test_the_next_one_is_let_in_after_a_fault(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with one_at_a_time("one"):
            raise RuntimeError
    async with asyncio.timeout(10), one_at_a_time("one"):
        assert database


async def test_whoever_is_cancelled_while_waiting_keeps_nobody_out(database: Database) -> None:
    async def wait() -> None:
        async with one_at_a_time("one"):
            raise AssertionError("was let in")

    async with one_at_a_time("one"):
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.3)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    async with asyncio.timeout(10), one_at_a_time("one"):
        assert database
