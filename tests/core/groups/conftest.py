"""The shipped site."""

import pytest

from core.portal import Portal
from tests.practices import desk_for


@pytest.fixture(scope="session")
def desk() -> Portal:
    return desk_for()
