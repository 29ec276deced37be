"""An active practice in which somebody is suspected, and the staff who look into it."""

import pytest

from core.database import Database
from core.portal import Portal
from tests.core.office.working import carry_out
from tests.practices import AMARA, BEN, ROSA, Practice, active, portal_for


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """An active practice that Ben administers and Rosa sponsors, in which Amara works."""
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    return made
