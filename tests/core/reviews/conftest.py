"""The shipped site, and a practice in which everything is set up."""

import pytest

from core.database import Database
from core.portal import Portal
from tests.core.reviews.reviewing import having_access
from tests.practices import Practice, portal_for


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """An active practice that Ben administers and Rosa sponsors, with Amara and Cara in it."""
    return await having_access(portal)
