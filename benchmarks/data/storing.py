"""Rows on their way into a database, many at once: as text in the form of PostgreSQL's COPY."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Protocol

import asyncpg

from core.database import current

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TABLE = str.maketrans(_ESCAPES)
NOTHING = "\\N"
# So much is handed over before the first of it was taken.
MOST_WAITING = 150
QUICKLY = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL synchronous_commit = off"
# What there is of keys to other tables, and of indexes that are no part of a table: dropping it, making it.
KEYS = """
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
           format('ALTER TABLE %s ADD CONSTRAINT %I ', conrelid::regclass, conname)
               || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""
INDEXES = """
    SELECT format('DROP INDEX %I', indexname), indexdef FROM pg_indexes
    WHERE schemaname = current_schema() AND indexname NOT IN (SELECT conname FROM pg_constraint)
"""


def as_field(value: Any) -> str:
    """Write a value as SQLite has it; bytes are not met here."""
    return NOTHING if value is None else str(value).translate(_TABLE)


class Store(Protocol):
    """A database that takes in rows."""

    async def put(self, table: str, columns: Sequence[str], lines: str) -> None: ...

    async def settle(self) -> None: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class Served:
    """PostgreSQL, which reads such text itself: on a thread of its own, while the next rows are made.

    All of it is one transaction, in which there are no indexes and no keys to other tables until the end.
    """

    config: Mapping[str, Any]
    _connection: Any = None
    _again: list[str] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _under_way: deque[asyncio.Future[None]] = field(default_factory=deque)

    async def open(self) -> Served:
        """Begin, with the indexes out of the way."""
        await self._begin(self._opened())
        return self

    async def put(self, table: str, columns: Sequence[str], lines: str) -> None:
        """Add rows to a table."""
        self._under_way.append(self._begin(self._copy(table, columns, lines)))
        while len(self._under_way) > MOST_WAITING:
            await self._under_way.popleft()

    async def settle(self) -> None:
        """Put the indexes back, and have the planner know what is there now."""
        while self._under_way:
            await self._under_way.popleft()
        await self._begin(self._put_back())

    async def close(self) -> None:
        """End the connection."""
        await self._begin(self._connection.close())
        self._thread.shutdown()
        self._loop.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Future[None]:
        return asyncio.wrap_future(self._thread.submit(self._loop.run_until_complete, work))

    async def _opened(self) -> None:
        self._connection = await asyncpg.connect(**self.config)
        await self._connection.execute(f"BEGIN; {QUICKLY}")
        for asked in (KEYS, INDEXES):
            for dropped, made in await self._connection.fetch(asked):
                await self._connection.execute(dropped)
                self._again.insert(0, made)

    async def _copy(self, table: str, columns: Sequence[str], lines: str) -> None:
        await self._connection.copy_to_table(table, source=BytesIO(lines.encode()), columns=list(columns))

    async def _put_back(self) -> None:
        for made in self._again:
            await self._connection.execute(made)
        await self._connection.execute("COMMIT")
        await self._connection.execute("ANALYZE")


@dataclass(slots=True)
class File:
    """SQLite."""

    connection: sqlite3.Connection
    writer: asyncio.Lock
    _bytes: dict[str, frozenset[str]] = field(default_factory=dict)

    async def put(self, table: str, columns: Sequence[str], lines: str) -> None:
        """Add rows to a table."""
        names = ", ".join(f'"{each}"' for each in columns)
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - names of tables
        places = [place for place, name in enumerate(columns) if name in self._kept_as_bytes(table)]
        # Whoever else writes in this process would hold us up, and wait for us.
        rows = (_values(line, places) for line in lines.split("\n") if line)
        async with self.writer:
            with self.connection:
                self.connection.executemany(statement, rows)

    async def settle(self) -> None:
        """Have the planner know what is there now."""
        async with self.writer:
            self.connection.execute("ANALYZE")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """End the connection."""
        self.connection.close()

    def _kept_as_bytes(self, table: str) -> frozenset[str]:
        if table not in self._bytes:
            found = self.connection.execute(f'PRAGMA table_info("{table}")').fetchall()
            self._bytes[table] = frozenset(row[1] for row in found if row[2].upper() in {"BYTEA", "BLOB"})
        return self._bytes[table]


async def store() -> Served | File:
    """Open the present database a second time, past everything that keeps its rows in order."""
    database = current()
    if database.kind == "postgres":
        return await Served(database.engine.config).open()  # type: ignore[union-attr] # it is the one kind
    connection = sqlite3.connect(database.engine.path)  # type: ignore[union-attr] # it is the other
    connection.execute("PRAGMA synchronous = OFF")
    return File(connection, database.engine.writer)  # type: ignore[union-attr] # as above


_READ: Mapping[str, str] = {escaped: plain for plain, escaped in _ESCAPES.items()}


def _values(line: str, as_bytes: Sequence[int]) -> list[Any]:
    fields: list[Any] = [
        None if each == NOTHING else _read(each) if "\\" in each else each for each in line.split("\t")
    ]
    for place in as_bytes:
        fields[place] = bytes.fromhex(fields[place].removeprefix("\\x"))
    return fields


def _read(text: str) -> str:
    parts = text.split("\\\\")
    for escaped, plain in _READ.items():
        if plain != "\\":
            parts = [each.replace(escaped, plain) for each in parts]
    return "\\".join(parts)
