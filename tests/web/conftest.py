"""The web application as tests see it: whole, over an empty database of their own."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from core.identity import Identity
from core.identity.sessions import Level
from core.settings import Settings, load_settings
from core.site import find_site, load_site
from tests.web.people import Client, SignIn, client_for, running, settings_for, sign_in_person
from tests.web.second_site import fill_file
from web.app import create_app
from web.assets import load_assets
from web.rendering import Pages


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return load_settings(site="banner", demo=True, data_folder=tmp_path, database_url=sqlite_url)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A browser without JavaScript that does not follow redirects."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        opened.follow_redirects = False
        yield opened


@pytest.fixture(scope="session")
def pages() -> Pages:
    """The templates, ready to draw, without an application around them."""
    site = load_site(find_site("banner"))
    return Pages(site, load_assets(site.folder))


@pytest.fixture(scope="session")
def second_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the second site with everybody of its demo, and more of them, to be `copied`."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("second-site") / "portal.sqlite"))
    asyncio.run(fill_file(path))
    return path


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all of its processes share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[Litestar]:
    """The application on an empty, migrated database, once of each kind."""
    async with running(create_app(settings_for(database_url))) as started:
        yield started


@pytest.fixture
def identity(app: Litestar) -> Identity:
    return app.state.identity


@pytest.fixture
async def stranger(app: Litestar) -> AsyncIterator[Client]:
    """Somebody who has not signed in."""
    async with client_for(app) as opened:
        yield opened


@pytest.fixture
async def signed_in_client(app: Litestar) -> AsyncIterator[SignIn]:
    """Makes a person with proved address and second factor, signed in: `await signed_in_client()`.

    `level="password"` stops before the second factor. The client knows its `account` and `email`.
    """
    opened: list[Client] = []

    async def sign_in(
        email: str = "ada@practice.example", level: Level = "full", name: str = "Ada Okafor"
    ) -> Client:
        opened.append(await sign_in_person(app, email, level, name))
        return opened[-1]

    yield sign_in
    for client in opened:
        await client.aclose()
