"""The code of today works on the schema of tomorrow: machines are restarted one by one, beside old code.

A newer version may add tables, indexes, and columns that may be empty or have a default.
"""

from __future__ import annotations

import pytest

from core.access.leaving import leave
from core.database import Database
from tests.conftest import MovableClock
from tests.core.database.schema import schema
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, portal_for, state_of

pytestmark = pytest.mark.both_databases
DANA = Someone("Dana", "Whitehorse", "dana@peaks.example")
EMPTY, WITH_DEFAULT = "ahead text", "ahead_count integer NOT NULL DEFAULT 0"


async def grow(database: Database, *columns: str) -> None:
    """Change every table of the product, beside connections that have used them."""
    tables = {fact[1] for fact in await schema(database) if fact[0] == "column"}
    assert len(tables) > 50
    for table in tables:
        for column in columns:
            await database.engine.run_ddl(f"ALTER TABLE {table} ADD COLUMN {column}")
        await database.engine.run_ddl(f"CREATE INDEX {table}_ahead ON {table} (ahead)")
    await database.engine.run_ddl("CREATE TABLE one_more (id integer PRIMARY KEY)")


async def work_for_years(made: Practice) -> str:
    """Give somebody access, end it again, and say how it stands then."""
    portal, machine = portal_for(), Machine()
    await work_off(worker(portal, machine))
    assert await state_of(made.grants["Dana", "cerner"]) == "active"
    await leave(portal, made.members["Dana"], "Moved away.", by=ANALYST)
    await work_off(worker(portal, machine))
    return await state_of(made.grants["Dana", "cerner"])


async def test_the_main_job_goes_on_over_a_schema_that_grew_beside_it(
    database: Database, clock: MovableClock
) -> None:
    before = await active(portal_for(), BEN, AMARA, DANA)
    await grow(database, EMPTY, WITH_DEFAULT)
    assert await work_for_years(before) == "revoked"
    after = await active(portal_for(), name="Begun afterwards")
    # Ben is known from the first practice, and is asked whether he is the same.
    assert await state_of(after.grants["Ben", "cerner"]) == "approved"


async def test_a_column_that_a_version_takes_away_is_found(database: Database) -> None:
    """A planted fault: a column that the code of today knows is gone."""
    before = await active(portal_for(), BEN, AMARA, DANA)
    await database.engine.run_ddl("ALTER TABLE work_item RENAME COLUMN evidence TO ahead")
    with pytest.raises(Exception, match="evidence"):
        await work_for_years(before)
