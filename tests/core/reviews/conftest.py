"""The shipped site, and a practice in which everything is set up."""

import pytest

from core.database import Database
from core.portal import Portal
from tests.core.reviews.reviewing import having_access
from tests.practices import Practice, portal_for, portal_of


@pytest.fixture(scope="session")
def portal() -> Portal:
    """The shipped site, where nobody answers too fast: tests do not wait."""
    site = portal_for().site
    patient = site.reviews.model_copy(update={"least_seconds": 0, "most_fast_percent": 100})
    return portal_of(site.model_copy(update={"reviews": patient}))


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """An active practice that Ben administers and Rosa sponsors, with Amara and Cara in it."""
    return await having_access(portal)
