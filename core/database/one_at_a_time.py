"""One process at a time: for what several machines may be told to do at the same moment."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from zlib import crc32

import structlog

from core.database.connection import current
from core.database.postgres import PooledPostgresEngine
from core.database.sqlite import PooledSQLiteEngine

# A machine that is gone says no good-bye: after half a minute its connection counts as ended.
KEEPALIVE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4"
PAUSE = 0.1

log = structlog.get_logger(__name__)


class BehindAPooler(RuntimeError):
    """A pooler would let go of the lock as soon as it is taken."""

    def __init__(self) -> None:
        super().__init__("must be reached without a pooler for this, by migrate_database_url")


def one_at_a_time(what: str) -> AbstractAsyncContextManager[None]:
    """Wait until no other process does this to the open database; others wait until the block ends.

    A process that dies lets the next one in: its lock goes with its connection or its open file. Not to be
    asked for again inside the block. BehindAPooler where no connection is one's own.
    """
    engine = current().engine
    if isinstance(engine, PooledPostgresEngine):
        if engine.pooled:
            raise BehindAPooler
        return _on_postgres(engine, what)
    return _on_sqlite(engine, what)


@asynccontextmanager
async def _on_postgres(engine: PooledPostgresEngine, what: str) -> AsyncIterator[None]:
    """The lock of a connection of its own, which no pause between statements ends."""
    connection = await engine.get_new_connection()
    key = crc32(what.encode())

    async def taken() -> bool:
        return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", key))

    try:
        await connection.execute(KEEPALIVE)
        await _until(taken, what)
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def _on_sqlite(engine: PooledSQLiteEngine, what: str) -> AsyncIterator[None]:
    """The lock of a file beside the database; the file stays, for removing it would let two in."""
    file = os.open(f"{engine.path}-{what}.lock", os.O_RDONLY | os.O_CREAT, 0o644)

    async def taken() -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    try:
        await _until(taken, what)
        yield
    finally:
        os.close(file)


async def _until(taken: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask again and again: what waits inside PostgreSQL can keep the one it waits for from ending."""
    told = False
    while not await taken():
        if not told:
            log.warning("database.waiting", for_another=what)
            told = True
        await asyncio.sleep(PAUSE)
