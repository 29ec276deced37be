"""One PostgreSQL database for many tests, emptied after each: that takes a tenth of making another one.

It is as it was made: new files without a row but those of the migrations. Whoever still holds it open at the
end of a test, changed anything but rows, or had rows counted for the planner leaves it to be dropped.
"""

from __future__ import annotations

import asyncio
import io
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import asyncpg

from tests.data_folders import folder_of

# Each time leaves its traces in the catalog, which would grow.
MOST = 40
# How often, and how many seconds apart, it is looked whether a closed connection has ended.
TRIES, PAUSE = 40, 0.005
# Rules of the tables that forbid to empty them hold for the product, not here.
UNHINDERED = "SET session_replication_role = replica"
# Those with a page of their file in use, whether or not a row is left on it.
USED = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
COUNTED = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
COUNT_ON = "SELECT setval($1::regclass, $2, $3)"
# Everything that a statement may change beside rows.
SHAPE = """
SELECT md5(string_agg(part, ' ' ORDER BY part)) FROM (
  SELECT concat_ws(' ', oid, relname, relowner, relacl, reloptions, relkind = 'r' AND reltuples > 0)
    AS part FROM pg_class WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT concat_ws(' ', attrelid, attnum, attname, atttypid, attnotnull, attacl)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
  UNION ALL SELECT concat_ws(' ', oid, adbin) FROM pg_attrdef
  UNION ALL SELECT concat_ws(' ', oid, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT concat_ws(' ', oid, conname) FROM pg_constraint
  UNION ALL SELECT concat_ws(' ', oid, proname, prosrc, proacl) FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT concat_ws(' ', oid, nspname, nspowner, nspacl)
    FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
  UNION ALL SELECT concat_ws(' ', oid, extname) FROM pg_extension
  UNION ALL SELECT concat_ws(' ', datdba, datconnlimit, datacl, setrole, setconfig)
    FROM pg_database LEFT JOIN pg_db_role_setting ON oid = setdatabase
    WHERE datname = current_database()
) AS parts
"""


@dataclass(frozen=True, slots=True)
class Contents:
    """The rows of each table that has any, and how far each sequence has counted."""

    rows: dict[str, bytes]
    counted: list[tuple[str, int, bool]]


@dataclass(slots=True)
class Made:
    """A database as it was made."""

    name: str
    contents: Contents
    shape: str
    used: int = 0


# Those that tests have in hand, by address.
_in_hand: dict[str, Made] = {}


class EmptyDatabases:
    """Hands out migrated, empty databases on a server, one at a time."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._empty: list[Made] = []

    def take(self) -> str:
        """Return the address of a database that is as the migrations leave it."""
        made = self._empty.pop() if self._empty else asyncio.run(self._make())
        address = self._address(made.name)
        _in_hand[address] = made
        return address

    def give_back(self, address: str) -> None:
        """Empty a database for the next test, or drop it."""
        made = _in_hand.pop(address)
        made.used += 1
        shutil.rmtree(folder_of(address), ignore_errors=True)
        if made.used < MOST and asyncio.run(self._emptied(made)):
            self._empty.append(made)
        else:
            asyncio.run(on_server(self._server, f"DROP DATABASE {made.name} WITH (FORCE)"))

    def drop(self) -> None:
        """Drop what is left."""
        for made in self._empty:
            asyncio.run(on_server(self._server, f"DROP DATABASE {made.name} WITH (FORCE)"))

    def _address(self, name: str) -> str:
        return f"{self._server.rpartition('/')[0]}/{name}"

    async def _make(self) -> Made:
        name = f"test_{uuid4().hex}"
        await _copy(self._server, self._template, name)
        async with _connected(self._address(name)) as connection:
            return Made(name, await contents_of(connection), await connection.fetchval(SHAPE))

    async def _emptied(self, made: Made) -> bool:
        try:
            connection = await asyncpg.connect(self._address(made.name))
        except (asyncpg.PostgresError, OSError):
            return False
        try:
            whole = await _alone(connection) and await connection.fetchval(SHAPE) == made.shape
            if whole:
                await _empty(connection, made)
            return whole
        finally:
            await connection.close()


async def _empty(connection: asyncpg.Connection, made: Made) -> None:
    await connection.execute(UNHINDERED)
    await connection.execute(f"TRUNCATE {', '.join(await _used(connection))} CASCADE")
    await connection.execute("SELECT pg_stat_reset()")
    await _put(connection, made.contents)


async def is_untouched(address: str) -> bool:
    """Tell whether a database is as it was handed out."""
    if (made := _in_hand.get(address)) is None:
        return False
    async with _connected(address) as connection:
        return await contents_of(connection) == made.contents


async def taken_from(address: str) -> Contents:
    """Return what stands in a database."""
    async with _connected(address) as connection, connection.transaction(isolation="repeatable_read"):
        return await contents_of(connection)


async def put_into(address: str, contents: Contents) -> None:
    """Put what stood in another database into one that is untouched."""
    async with _connected(address) as connection, connection.transaction():
        await connection.execute(UNHINDERED)
        for table in _in_hand[address].contents.rows:
            await connection.execute(f"DELETE FROM {table}")
        await _put(connection, contents)


async def contents_of(connection: asyncpg.Connection) -> Contents:
    """Return what stands in the database of a connection."""
    rows = {table: await _rows(connection, table) for table in await _used(connection)}
    return Contents(rows, [tuple(row) for row in await connection.fetch(COUNTED)])


async def _put(connection: asyncpg.Connection, contents: Contents) -> None:
    await connection.executemany(COUNT_ON, contents.counted)
    for table, rows in contents.rows.items():
        await connection.copy_to_table(table, source=io.BytesIO(rows), format="binary")


@asynccontextmanager
async def _connected(address: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


async def on_server(server: str, statement: str) -> None:
    """Run one statement on a connection of its own."""
    async with _connected(server) as connection:
        await connection.execute(statement)


async def _copy(server: str, template: str, name: str) -> None:
    async with _connected(server) as connection:
        # Half the time of the other strategy, and the only one before PostgreSQL 15.
        strategy = " STRATEGY file_copy" if connection.get_server_version().major >= 15 else ""
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{strategy}")


async def _alone(connection: asyncpg.Connection) -> bool:
    for _ in range(TRIES):
        if not await connection.fetchval(OTHERS):
            return True
        await asyncio.sleep(PAUSE)
    return False


async def _used(connection: asyncpg.Connection) -> list[str]:
    return [table for (table,) in await connection.fetch(USED)]


async def _rows(connection: asyncpg.Connection, table: str) -> bytes:
    written = io.BytesIO()
    await connection.copy_from_table(table, output=written, format="binary")
    return written.getvalue()
