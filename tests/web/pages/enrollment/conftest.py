"""Somebody who registers a practice."""

from __future__ import annotations

import pytest

from tests.web.people import Client, SignIn


@pytest.fixture
async def luis(signed_in_client: SignIn) -> Client:
    """Signed in, and nothing typed yet."""
    return await signed_in_client("luis@peaks.example", name="Luis")
