"""The application for tests of pages; what pages call is tried on both databases under tests/core."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from tests.web.people import running, settings_for
from web.app import create_app


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(sqlite_url))) as started:
        yield started
