"""Rows on their way into a database, many at once: as text in the form of PostgreSQL's COPY."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Protocol

import asyncpg

from core.database import current

_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_TABLE = str.maketrans(_ESCAPES)
NOTHING = "\\N"


def as_field(value: Any) -> str:
    """Write a value as SQLite has it; bytes are not met here."""
    return NOTHING if value is None else str(value).translate(_TABLE)


class Store(Protocol):
    """A database that takes in rows."""

    async def put(self, table: str, columns: Sequence[str], lines: str) -> None: ...

    async def settle(self) -> None: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Served:
    """PostgreSQL, which reads such text itself."""

    connection: Any

    async def put(self, table: str, columns: Sequence[str], lines: str) -> None:
        """Add rows to a table."""
        await self.connection.copy_to_table(table, source=BytesIO(lines.encode()), columns=list(columns))

    async def settle(self) -> None:
        """Have the planner know what is there now."""
        await self.connection.execute("ANALYZE")

    async def close(self) -> None:
        """End the connection."""
        await self.connection.close()


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
        return Served(await asyncpg.connect(**database.engine.config))  # type: ignore[union-attr] # it is the one kind
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
