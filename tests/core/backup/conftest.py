"""A deployment with something in its database, and a bare one beside it for the restore."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.audit.signing import FILE, new_trail_key
from core.database import Database
from core.key_mark.checking import leave_mark
from core.settings import Settings
from tests.conftest import MovableClock
from tests.core.audit import trail
from tests.core.backup.faulty import Deployment
from tests.data_folders import folder_of_the_open_one
from tests.practices import BEN, ROSA, Practice, active, portal_for
from tests.practices.portals import PEPPER, SECRET_KEY


@pytest.fixture
async def practice(database: Database) -> Practice:
    """An active practice; asked for before `here`, whose events come behind its own."""
    assert database
    return await active(portal_for(), BEN, ROSA)


@pytest.fixture
async def here(database: Database, database_url: str, clock: MovableClock) -> Deployment:
    """A deployment whose trail has some events."""
    portal = portal_for()
    made = Settings(
        site="banner",
        data_folder=folder_of_the_open_one(),
        database_url=database_url,
        secret_key=SECRET_KEY,
        pepper=PEPPER,
        base_url="https://portal.example",
    )
    new_trail_key(made)
    await leave_mark(made.keys)
    await trail.write(3)
    return Deployment(made, portal.site, portal.applications.migrations)


@pytest.fixture
def there(here: Deployment, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Deployment]:
    """The same deployment on a bare machine: its key, its secrets, and an empty database."""
    folder = tmp_path / "there"
    folder.mkdir(mode=0o700)
    shutil.copy(here.settings.data_folder / FILE, folder)
    if here.settings.database_file:
        yield here.at(folder, f"sqlite:///{folder / 'portal.sqlite'}")
        return
    databases = request.getfixturevalue("empty_databases")
    address = databases.take()
    yield here.at(folder, address)
    databases.give_back(address)
