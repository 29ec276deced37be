"""A site of which one application is asked by a machine, and a server that does no background work."""

from pathlib import Path

import pytest

from core.database import Database
from core.portal import Portal
from core.settings import Settings
from tests.practices import portal_for
from tests.web.people import settings_for


@pytest.fixture(scope="module")
def portal() -> Portal:
    """A site whose first application is asked by a machine that this test never reaches."""
    machine = {"kind": "scim", "url": "http://127.0.0.1:1/scim", "secret": "token", "seconds": 1}
    return portal_for(cerner={"connector": machine})


@pytest.fixture
def settings(database: Database, database_url: str, tmp_path: Path) -> Settings:
    """Settings of a server that leaves the background work to others, with a data folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    return settings_for(database_url, worker_in_server=False, data_folder=folder)
