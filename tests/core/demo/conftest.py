"""A demo lives on SQLite, with the key of the seal that all tests share."""

import pytest

from tests.core.seal.conftest import data, made_once

__all__ = ["data", "made_once"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The database that `make run` has."""
    return sqlite_url
