"""Secrets that are not those of the database are found at start, and each is named."""

import pytest

from core.database import Database
from core.key_mark.checking import KEY, PEPPER, faults_of_keys, leave_mark
from core.keys import Keys
from tests.conftest import MovableClock

FIRST, SECOND, THIRD = "first" * 10, "second" * 10, "third" * 10
PEPPERED = "pepper" * 10

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.both_databases]


async def used(*keys: Keys) -> None:
    for each in keys:
        assert await faults_of_keys(each) == []
        await leave_mark(each)


async def test_a_new_database_fits_any_secrets_and_from_then_on_those_alone(clock: MovableClock) -> None:
    await used(Keys(FIRST, PEPPERED), Keys(FIRST, PEPPERED))
    assert await faults_of_keys(Keys(SECOND, PEPPERED)) == [KEY]
    assert await faults_of_keys(Keys(FIRST, "other" * 10)) == [PEPPER]
    assert await faults_of_keys(Keys(SECOND, "other" * 10)) == [KEY, PEPPER]


async def test_a_key_may_be_changed_while_its_former_value_is_kept(clock: MovableClock) -> None:
    await used(Keys(FIRST, PEPPERED))
    clock.advance(days=30)
    await used(Keys(SECOND, PEPPERED, [FIRST]))
    # The servers that are not restarted yet.
    assert await faults_of_keys(Keys(FIRST, PEPPERED)) == []
    clock.advance(days=1)
    assert await faults_of_keys(Keys(FIRST, PEPPERED)) == [KEY]
    await used(Keys(SECOND, PEPPERED))
    assert await faults_of_keys(Keys(THIRD, PEPPERED, [FIRST])) == [KEY]


async def test_a_database_without_tables_fits_any_secrets(database: Database) -> None:
    await database.engine.run_ddl("DROP TABLE key_mark")
    await used(Keys(FIRST, PEPPERED))
