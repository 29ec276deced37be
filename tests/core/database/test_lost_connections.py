"""Connections to PostgreSQL break; whoever comes later finds working ones."""

import asyncio
import threading
from contextlib import suppress

import asyncpg
import pytest

from core.database import connect, transaction
from core.database.postgres import PooledPostgresEngine
from core.groups.tables import Group

pytestmark = pytest.mark.postgres
MORE_THAN_THE_POOL_HOLDS = 12


def _break_connections(url: str) -> None:
    """Ends every connection before this process can notice: its event loop stands still meanwhile."""

    async def end() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(end()))
    thread.start()
    thread.join()


async def _works() -> bool:
    # Whatever the driver raises, the connection was lost.
    with suppress(Exception):
        async with transaction():
            return await Group.count() == 0
    return False


async def _comes_back() -> bool:
    for _ in range(1000):
        if await _works():
            return True
        await asyncio.sleep(0.01)
    return False


async def test_connections_that_break_are_replaced(postgres_url: str) -> None:
    database = await connect(postgres_url)
    try:
        async with asyncio.timeout(60):
            for _ in range(MORE_THAN_THE_POOL_HOLDS):
                assert await _comes_back()
                _break_connections(postgres_url)
                assert not await _works(), "the connection was not lost"
            assert await _comes_back()
    finally:
        async with asyncio.timeout(10):
            await database.close()


async def test_a_transaction_that_sleeps_does_not_keep_its_locks(postgres_url: str) -> None:
    database = await connect(postgres_url)
    sleeper = PooledPostgresEngine(postgres_url, longest_sleep=0.2)
    await sleeper.start_connection_pool(min_size=1, max_size=1)
    lock = "SELECT number FROM audit_head WHERE id = 1 FOR UPDATE"
    try:
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)):
            async with asyncio.timeout(30), sleeper.transaction():
                await sleeper.run_ddl(lock)
                async with transaction():
                    await database.engine.run_ddl(lock)
                await sleeper.run_ddl(lock)
    finally:
        await sleeper.close()
        await database.close()


async def test_every_connection_is_limited_in_its_sleep(postgres_url: str) -> None:
    database = await connect(postgres_url)
    try:
        (row,) = await database.engine.run_ddl("SHOW idle_in_transaction_session_timeout")
    finally:
        await database.close()
    assert tuple(row) == ("20s",)
