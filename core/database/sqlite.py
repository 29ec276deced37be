"""SQLite through a small pool of long-lived connections, with one writer at a time.

Piccolo's own engine opens a connection, and so a thread, for each query and begins deferred
transactions: that is slow, and two transactions that read and then write fail each other with
"database is locked". Here connections are kept, and a transaction takes the write lock as it begins.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType
from piccolo.querystring import QueryString

from core.apart import at_home
from core.database import statements
from core.database.building import compiled
from core.database.cutting import pass_point
from core.database.gathering import gathering_for
from core.database.lateness import refuse_changes
from core.database.parts import sqlite_row

PRAGMAS = (
    "PRAGMA busy_timeout = 10000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)
# Two processes that open a new file at once both change its journal, and SQLite has one of them not wait.
PATIENCE_SECONDS, PAUSE = 10, 0.05


class PooledTransaction(SQLiteTransaction):
    """A transaction on a pooled connection, which goes back to the pool however the block ends."""

    engine: "PooledSQLiteEngine"

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        await self.engine.writer.acquire()
        try:
            self.connection = await self.engine.take()
            try:
                await self.begin()
            except BaseException:
                await self.engine.discard(self.connection)
                raise
        except BaseException:
            self.engine.writer.release()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent is not None:
            return exception is None
        self.engine.current_transaction.reset(self.context)
        try:
            await self._end(failed=exception is not None)
        except BaseException:
            await self.engine.discard(self.connection)
            raise
        else:
            self.engine.give_back(self.connection)
        finally:
            self.engine.writer.release()
        return exception is None

    async def _end(self, failed: bool) -> None:
        if self._rolled_back or self._committed:
            return
        if failed:
            await self.rollback()
        else:
            pass_point("COMMIT")
            await self.commit()


async def _patiently(connection: aiosqlite.Connection, pragma: str) -> None:
    """Run what another process may be at; sqlite3.OperationalError when it is for too long."""
    deadline = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            await connection.execute(pragma)
        except sqlite3.OperationalError as problem:
            if "locked" not in str(problem) or monotonic() >= deadline:
                raise
            await asyncio.sleep(PAUSE)
        else:
            return


class PooledSQLiteEngine(SQLiteEngine):
    """Piccolo's SQLite engine on connections that are kept.

    It must be closed: its threads would keep the process alive.
    """

    # Nothing follows a file.
    replica = None

    def __init__(self, path: str, connections: int = 4) -> None:
        if path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(path=path)
        self._idle: list[aiosqlite.Connection] = []
        self._places = asyncio.Semaphore(connections)
        self.writer = asyncio.Lock()

    async def take(self) -> aiosqlite.Connection:
        """Take a connection nobody else uses, waiting for one when all are out."""
        await self._places.acquire()
        if self._idle:
            return self._idle.pop()
        try:
            return await self._open()
        except BaseException:
            self._places.release()
            raise

    def give_back(self, connection: aiosqlite.Connection) -> None:
        """Return a connection that stands outside any transaction."""
        self._idle.append(connection)
        self._places.release()

    async def discard(self, connection: aiosqlite.Connection) -> None:
        """Close a connection whose state is not known; its open transaction is rolled back by that."""
        try:
            await asyncio.shield(connection.close())
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            await self._idle.pop().close()

    async def _open(self) -> aiosqlite.Connection:
        """A new connection; whoever is canceled meanwhile leaves none behind, nor its thread."""
        opening = asyncio.ensure_future(self._opened())
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            await (await opening).close()
            raise

    async def _opened(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = sqlite_row  # type: ignore[assignment] # Piccolo wants plain dicts, aiosqlite types Row
        try:
            for pragma in PRAGMAS:
                await _patiently(connection, pragma)
        except BaseException:
            # Its thread would keep the process from ending.
            await connection.close()
            raise
        return connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosqlite.Connection]:
        if (transaction := self.current_transaction.get()) is not None:
            yield transaction.connection
            return
        connection = await self.take()
        try:
            yield connection
        except BaseException:
            await self.discard(connection)
            raise
        self.give_back(connection)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = False) -> Any:
        """Run one statement, in the open transaction when there is one."""
        return await self.run_text(*compiled(querystring, numbered=False))

    async def run_text(self, text: str, values: list[Any]) -> Any:
        """Run a statement that is put together already."""
        if carry := at_home():
            return await carry(partial(self.run_text, text, values))
        if self.current_transaction.get() is None and (together := gathering_for(text)):
            return await together.rows(self, text, values)
        pass_point(text)
        refuse_changes(text)
        statements.note(text, values)
        async with self._connection() as connection:
            # One visit to the connection's thread instead of three: half the time of a small query.
            return await connection.execute_fetchall(text, values)

    async def run_rows(self, text: str, values: list[Any]) -> Any:
        """Run a statement for very many rows, which come as tuples: that is cheaper than a dict for each."""
        if carry := at_home():
            return await carry(partial(self.run_rows, text, values))
        pass_point(text)
        statements.note(text, values)
        async with self._connection() as connection, connection.execute(text, values) as cursor:
            cursor.row_factory = None
            return await cursor.fetchall()

    async def run_ddl(self, ddl: str, in_pool: bool = False) -> Any:
        """Run one statement of the data definition language."""
        return await self.run_text(ddl, [])

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,
    ) -> PooledTransaction:
        """Return a transaction that holds the write lock from the start; inside another it joins that one."""
        refuse_changes()
        return PooledTransaction(self, TransactionType.immediate, allow_nested)
