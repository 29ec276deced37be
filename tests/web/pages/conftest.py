"""The application for tests of pages: on SQLite, and on both databases for a test that is marked so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from tests.web.people import running, settings_for
from web.app import create_app


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(database_url))) as started:
        yield started
