"""What may be some seconds old is asked of a server that follows, as long as it does; all else is not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from core.database import Database, NotARead, connect, current, may_be_late, transaction
from core.database.postgres import PooledPostgresEngine
from core.database.replica import Replica
from core.groups.tables import Group
from core.settings import UnfitForProduction
from tests.web.people import settings_for

READ_ONLY = "SELECT current_setting('transaction_read_only') AS so"
NOWHERE = "postgresql://portal@127.0.0.1:1/portal"


@pytest.fixture
async def followed(postgres_url: str) -> AsyncIterator[tuple[PooledPostgresEngine, Replica]]:
    """The same server twice: what follows is always as far, and its connections read alone."""
    database = await connect(postgres_url, replica=postgres_url)
    engine = database.engine
    assert isinstance(engine, PooledPostgresEngine) and engine.replica
    yield engine, engine.replica
    await database.close()


async def asked() -> str:
    """Who answers what is not declared."""
    (row,) = await current().engine.run_text(READ_ONLY, [])
    return "replica" if row["so"] == "on" else "first"


late = may_be_late(asked)


@may_be_late
async def change(text: str) -> None:
    await current().engine.run_text(text, [])


@may_be_late
async def begin() -> None:
    async with transaction():
        raise AssertionError("was begun")


@pytest.mark.postgres
async def test_a_declared_read_is_asked_of_what_follows_and_nothing_else_is(
    followed: tuple[PooledPostgresEngine, Replica],
) -> None:
    engine, replica = followed
    assert await late() == "first"  # nobody has looked yet, and nobody waits for that
    await replica.look(engine._run_in_pool)
    assert (await late(), await asked()) == ("replica", "first")
    async with transaction():
        assert await late() == "first"


@pytest.mark.postgres
async def test_a_declared_read_that_writes_is_refused_by_the_connection_too(
    followed: tuple[PooledPostgresEngine, Replica],
) -> None:
    """A planted fault: it begins as reads do."""
    engine, replica = followed
    await replica.look(engine._run_in_pool)
    with pytest.raises(NotARead):
        await change("WITH gone AS (DELETE FROM migration RETURNING 1) SELECT * FROM gone")
    assert await engine.run_text("SELECT 1 FROM migration LIMIT 1", [])


@pytest.mark.both_databases
async def test_a_declared_read_changes_nothing_where_nothing_follows_either(database: Database) -> None:
    with pytest.raises(NotARead):
        await change("DELETE FROM practice_group")
    with pytest.raises(NotARead):
        await begin()
    assert await may_be_late(Group.count)() == 0


@pytest.mark.postgres
async def test_what_is_away_takes_changes_or_has_fallen_behind_is_left_out(postgres_url: str) -> None:
    for address in (NOWHERE, f"{postgres_url}?pooler=transaction"):
        database = await connect(postgres_url, replica=address)
        engine: Any = database.engine
        await engine.replica.look(engine._run_in_pool)
        assert await late() == "first"
        await database.close()


@pytest.mark.postgres
async def test_what_follows_is_asked_when_it_has_what_was_written_a_second_ago(
    followed: tuple[PooledPostgresEngine, Replica], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, replica = followed
    now, (here,) = 1000.0, await engine.run_text("SELECT pg_current_wal_lsn() - '0/0' AS place", [])
    monkeypatch.setattr("core.database.replica.monotonic", lambda: now)
    written = int(here["place"])

    async def first(*_: object) -> Any:
        return [{"place": written}]

    async def at(moment: float, place: int) -> str:
        nonlocal now, written
        now, written = moment, place
        await replica.look(first)
        return await late()

    ahead = written + 2**40
    assert await at(1000, written) == "replica"
    assert await at(1001, ahead) == "replica"
    assert await at(1004.9, ahead) == "replica"
    assert await at(1005.1, ahead) == "first"
    assert await at(1100, int(here["place"])) == "replica"


@pytest.mark.parametrize("first", ["sqlite:///x.sqlite", "postgresql://portal@127.0.0.1/portal"])
def test_only_postgresql_has_one(first: str) -> None:
    with pytest.raises(UnfitForProduction, match="replica_database_url"):
        settings_for(first, replica_database_url="sqlite:///y.sqlite").require_ready()
