"""SQLite without a thread for each connection: statements run where they are awaited.

To hand a statement to a thread and its rows back takes several times what the statement itself takes, and
each side waits for the other meanwhile. Everybody else still has their turn between a statement and its rows,
as they have with threads: what happens at once in a test meets at the same places.

What tests the engine runs on the threads of the product, and so does whatever serves in a process of its
own; with PORTAL_TEST_THREADS=1 everything does.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Generator
from typing import Any

import aiosqlite

from core.database import Database, connect
from core.database.parts import sqlite_row
from core.database.sqlite import PRAGMAS, PooledSQLiteEngine

THREADS = "PORTAL_TEST_THREADS"
# Tests of the engine.
ON_THREADS = ("tests/core/database/",)
# A connection that waited for the lock of another one would keep that one from giving it back.
NEVER_WAIT, KEEP_NOTHING = "PRAGMA busy_timeout = 0", "PRAGMA synchronous = OFF"
# How often, and how many seconds apart, it asks for the lock instead: as long as the product waits.
TRIES, PAUSE = 5000, 0.002
# To prepare a statement again takes longer than to run it.
STATEMENTS = 2000
_threaded = PooledSQLiteEngine._opened


class Inline(aiosqlite.Connection):
    """A connection whose statements run where they are awaited."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    async def _connect(self) -> Inline:
        self._connection = self._connector()
        return self

    def __await__(self) -> Generator[Any, None, aiosqlite.Connection]:
        return self._connect().__await__()

    async def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
        self._running, self._connection = False, None


class Polite(Inline):
    """One that lets others go on before it hands out its rows, and while somebody else holds the lock."""

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        for tries in range(TRIES):
            try:
                found = fn(*args, **kwargs)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or tries == TRIES - 1:
                    raise
            else:
                break
            await asyncio.sleep(PAUSE)
        await asyncio.sleep(0)
        return found


def run_inline() -> None:
    """Open the connections of this process without threads from now on, but for a few tests."""

    async def opened(engine: PooledSQLiteEngine) -> aiosqlite.Connection:
        threaded = os.environ.get("PYTEST_CURRENT_TEST", "").startswith(ON_THREADS)
        return await (_threaded(engine) if threaded else _open(engine, Polite))

    if not os.environ.get(THREADS):
        PooledSQLiteEngine._opened = opened


async def connect_inline(path: str) -> Database:
    """The house's own database and engine for a test that is alone with it, and lets nobody else go on."""
    database = await connect(f"sqlite:///{path}")
    engine: Any = database.engine
    assert isinstance(engine, PooledSQLiteEngine)
    engine._open = lambda: _open(engine, Inline)
    return database


async def _open(engine: PooledSQLiteEngine, kind: type[Inline]) -> aiosqlite.Connection:
    """A connection as the product opens it; nothing is kept from a power cut."""
    # The first of them waits for a lock too, which a new file has while somebody else opens it.
    own = {"check_same_thread": False, "cached_statements": STATEMENTS, "timeout": 0}
    given: Any = engine.connection_kwargs | own
    connection = await kind(lambda: sqlite3.connect(**given), 64)
    connection.row_factory = sqlite_row
    for pragma in (*PRAGMAS, NEVER_WAIT, KEEP_NOTHING):
        await connection.execute(pragma)
    return connection
