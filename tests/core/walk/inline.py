"""SQLite without threads: a walk is alone with its database, and handing statements over costs most."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from typing import Any

import aiosqlite
from piccolo.engine.sqlite import dict_factory

from core.database import Database, connect
from core.database.sqlite import PRAGMAS, PooledSQLiteEngine


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


async def connect_inline(path: str) -> Database:
    """The house's own database and engine on such connections; nothing is kept from a power cut."""
    database = await connect(f"sqlite:///{path}")
    engine: Any = database.engine
    assert isinstance(engine, PooledSQLiteEngine)

    async def opened() -> aiosqlite.Connection:
        given = engine.connection_kwargs
        connection = await Inline(lambda: sqlite3.connect(**given), 64)
        connection.row_factory = dict_factory
        for pragma in (*PRAGMAS, "PRAGMA synchronous = OFF"):
            await connection.execute(pragma)
        return connection

    engine._open = opened
    return database
