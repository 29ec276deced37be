"""A table of chores."""

import pytest

from core.database import Database
from tests.core.database.chores import Chore


@pytest.fixture
async def chores(database: Database) -> type[Chore]:
    Chore._meta.db = database.engine
    await Chore.create_table()
    return Chore
