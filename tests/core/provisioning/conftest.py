"""A deployment whose work is done by people, and a worker for it."""

import pytest

from core.access.desk import Desk
from tests.practices import desk_for


@pytest.fixture(scope="session")
def desk() -> Desk:
    return desk_for()
