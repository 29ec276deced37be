"""The content of a database, whole and as it is at one moment, into a stream and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from piccolo.apps.migrations.tables import Migration

from core.database.connection import current, transaction
from core.database.migrating import file_name

Columns = Mapping[str, tuple[str, ...]]

_SQLITE = """
    SELECT m.name AS "table", c.name AS "column" FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid
"""
_POSTGRES = """
    SELECT c.table_name AS "table", c.column_name AS "column" FROM information_schema.columns AS c
    JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, c.ordinal_position
"""
_POINTING = """
    SELECT conrelid::regclass::text AS "table", confrelid::regclass::text AS target FROM pg_constraint
    WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid
"""
_NUMBERED = """
    SELECT quote_ident(table_name) AS "table", quote_ident(column_name) AS "column",
        pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
    FROM information_schema.columns WHERE table_schema = 'public'
        AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL
"""

_SWITCHED_OFF = """
    SELECT 'trigger ' || tgname || ' is switched off' AS fault FROM pg_trigger
    WHERE tgenabled = 'D' AND NOT tgisinternal
    UNION ALL SELECT 'rule ' || conname || ' is not enforced' FROM pg_constraint WHERE NOT convalidated
"""


async def stored_columns() -> Columns:
    """List every table of the open database with its columns."""
    rows = await Migration.raw(_SQLITE if current().kind == "sqlite" else _POSTGRES)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        found[row["table"]].append(row["column"])
    return {table: tuple(columns) for table, columns in found.items()}


async def stored_migrations() -> dict[str, list[str]]:
    """List the migrations this database has seen by their app, each by the name of its file."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await Migration.select(Migration.app_name, Migration.name).order_by(Migration.name):
        found[row["app_name"]].append(file_name(row["app_name"], row["name"]))
    return dict(found)


async def with_rows(tables: Iterable[str]) -> list[str]:
    """Name those of the tables in which there is anything."""
    found = []
    for table in tables:
        (row,) = await Migration.raw(f'SELECT EXISTS (SELECT 1 FROM "{table}") AS there')  # noqa: S608 - names of the database's own
        found += [table] if row["there"] else []
    return found


async def copy_file(to: Path) -> None:
    """Write a SQLite database as it is now into a new file while others write."""
    await Migration.raw("VACUUM INTO {}", str(to))


async def damage() -> str:
    """Say what is wrong with the open database as a whole; empty when nothing is.

    SQLite says so itself; in PostgreSQL it is a trigger that is switched off, or a rule that rows may break.
    """
    if current().kind == "sqlite":
        rows = await Migration.raw("PRAGMA integrity_check(3)")
        found = [str(row["integrity_check"]) for row in rows if row["integrity_check"] != "ok"]
    else:
        found = [str(row["fault"]) for row in await Migration.raw(_SWITCHED_OFF)]
    return "; ".join(found)


@asynccontextmanager
async def at_one_moment() -> AsyncIterator[None]:
    """See PostgreSQL as it is now until the block ends, whatever others write; nothing can be written."""
    async with transaction():
        await Migration.raw("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


async def copy_out(table: str, columns: Iterable[str], write: Callable[[bytes], Any]) -> int:
    """Write the rows of a table of PostgreSQL as its COPY does; return how many there are."""

    async def take(data: bytes) -> None:
        write(data)

    said = await _connection().copy_from_table(table, columns=list(columns), output=take)
    return int(said.split()[-1])


async def copy_in(table: str, columns: Iterable[str], chunks: Iterator[bytes]) -> int:
    """Add the rows that `copy_out` wrote to a table of PostgreSQL; return how many they are."""

    async def given() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk

    said = await _connection().copy_to_table(table, columns=list(columns), source=given())
    return int(said.split()[-1])


async def hold_all(tables: Iterable[str]) -> None:
    """Have nobody else read or write these tables of PostgreSQL until the transaction ends."""
    await Migration.raw(f"LOCK TABLE {', '.join(f'{chr(34)}{each}{chr(34)}' for each in tables)}")


async def in_order(tables: Iterable[str]) -> list[str]:
    """Put tables of PostgreSQL in an order in which each comes after those it points to."""
    graph: dict[str, set[str]] = {table: set() for table in tables}
    for row in await Migration.raw(_POINTING):
        graph[row["table"].strip('"')].add(row["target"].strip('"'))
    return list(TopologicalSorter(graph).static_order())


async def count_on() -> None:
    """Have columns that PostgreSQL numbers by itself go on behind the rows that are there."""
    for row in await Migration.raw(_NUMBERED):
        table, column, sequence = row["table"], row["column"], row["sequence"]
        most = f"(SELECT max({column}) FROM {table})"  # noqa: S608 - names of the database's own
        await Migration.raw(f"SELECT setval('{sequence}', coalesce({most}, 1), {most} IS NOT NULL)")


async def count_for_planner() -> None:
    """Tell PostgreSQL at once what it would find out by itself within minutes: how many rows there are."""
    await Migration.raw("ANALYZE")


def _connection() -> Any:
    """The connection of the open transaction, which alone sees what the transaction sees."""
    if (opened := current().engine.current_transaction.get()) is None:
        raise RuntimeError("no transaction is open")
    return opened.connection
