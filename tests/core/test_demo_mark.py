"""Demo accounts never reach production, nor a demo somebody's real database."""

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.database import Database
from core.demo_mark import keep_demo_apart
from core.settings import UnfitForProduction

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.both_databases
async def test_a_demo_may_come_back_to_its_own_database() -> None:
    await keep_demo_apart(demo=True)
    async with change("account.created", by=SYSTEM):
        pass
    await keep_demo_apart(demo=True)


async def test_production_refuses_a_database_that_a_demo_has_used() -> None:
    await keep_demo_apart(demo=True)
    with pytest.raises(UnfitForProduction, match="holds a demo"):
        await keep_demo_apart(demo=False)


async def test_a_demo_refuses_a_database_that_is_somebody_elses(database: Database) -> None:
    assert database
    async with change("account.created", by=SYSTEM):
        pass
    with pytest.raises(UnfitForProduction, match="not a demo's"):
        await keep_demo_apart(demo=True)
    await keep_demo_apart(demo=False)
