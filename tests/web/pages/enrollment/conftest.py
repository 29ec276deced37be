"""Somebody who registers a practice; the rules themselves are tried on both databases under tests/core."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from tests.web.people import Client, SignIn, running, settings_for
from web.app import create_app


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(sqlite_url))) as started:
        yield started


@pytest.fixture
async def luis(signed_in_client: SignIn) -> Client:
    """Signed in, and nothing typed yet."""
    return await signed_in_client("luis@peaks.example", first_name="Luis")
