"""A database that was emptied is as one that was never used; one that cannot be made so is dropped."""

import asyncio
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from core.database import connect
from tests.core.audit import trail
from tests.emptied import USED, EmptyDatabases, is_untouched, on_server, put_into, taken_from

pytestmark = pytest.mark.postgres
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
ROWS = """
INSERT INTO figure (id, name, key, since, number)
SELECT number::text, 'open', 'work', '2026-11-23', 1 FROM generate_series(1, 3) AS number
"""


@pytest.fixture
def databases(postgres_server: str, postgres_template: str) -> Iterator[EmptyDatabases]:
    made = EmptyDatabases(postgres_server, postgres_template)
    yield made
    made.drop()


def test_nothing_of_one_test_is_there_for_the_next(databases: EmptyDatabases) -> None:
    first = databases.take()
    new = asyncio.run(_contents(first))
    asyncio.run(_use(first))
    used = asyncio.run(_contents(first))
    databases.give_back(first)

    assert databases.take() == first
    assert asyncio.run(_contents(first)) == new != used
    asyncio.run(_use(first))
    databases.give_back(first)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE figure ADD COLUMN more integer",
        "ALTER TABLE figure ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE figure RENAME TO figures",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "CREATE INDEX more ON figure (name)",
        "CREATE TABLE more (id integer)",
        "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA more",
        "GRANT SELECT ON figure TO PUBLIC",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET work_mem = 100'; END $$",
        "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' CONNECTION LIMIT 9'; END $$",
        f"{ROWS}; ANALYZE figure",
    ],
)
def test_what_is_no_row_is_not_left_to_the_next_test(databases: EmptyDatabases, statement: str) -> None:
    first = databases.take()
    asyncio.run(on_server(first, statement))
    databases.give_back(first)

    second = databases.take()
    assert second != first
    databases.give_back(second)


def test_one_that_somebody_still_holds_open_is_dropped(databases: EmptyDatabases) -> None:
    first = databases.take()
    with asyncio.Runner() as runner:
        held = runner.run(asyncpg.connect(first))
        databases.give_back(first)
        held.terminate()
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            runner.run(asyncpg.connect(first))


def test_what_one_holds_is_put_into_another_that_is_untouched(databases: EmptyDatabases) -> None:
    first, second = databases.take(), databases.take()
    asyncio.run(_use(first))
    assert asyncio.run(is_untouched(second)) and not asyncio.run(is_untouched(first))

    asyncio.run(put_into(second, asyncio.run(taken_from(first))))

    assert asyncio.run(_contents(second)) == asyncio.run(_contents(first))
    assert not asyncio.run(is_untouched(second))
    for each in (first, second):
        databases.give_back(each)


async def _use(address: str) -> None:
    """Write events and rows, and take numbers of a sequence."""
    database = await connect(address)
    await trail.write(4)
    await database.close()
    await on_server(address, ROWS)
    await on_server(address, "SELECT nextval(seqrelid::regclass) FROM pg_sequence, generate_series(1, 3)")


async def _contents(address: str) -> dict[str, Any]:
    connection = await asyncpg.connect(address)
    try:
        tables = [table for (table,) in await connection.fetch(TABLES)]
        rows = {table: await connection.fetch(f"SELECT * FROM {table}") for table in tables}
        sequences = await connection.fetch("SELECT * FROM pg_sequences")
        return {**rows, "sequences": sequences, "used": await connection.fetch(USED)}
    finally:
        await connection.close()
