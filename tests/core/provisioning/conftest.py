"""A deployment whose work is done by people, and a worker for it."""

import pytest

from core.portal import Portal
from tests.practices import portal_for


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()
