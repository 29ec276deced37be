"""The shipped site."""

import pytest

from core.portal import Portal
from tests.practices import portal_for


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()
