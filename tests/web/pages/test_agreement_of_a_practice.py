"""Until when the agreement of a practice binds, who signs the next one, and sending that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from litestar import Litestar

from core.agreements.queries import sent_agreement
from core.agreements.terms import open_renewal
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.people import running, settings_for
from tests.web.sent import portal_of
from web.app import create_app


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[Litestar]:
    """The application without its workers, which would send the next agreement themselves."""
    async with running(create_app(settings_for(database_url, worker_in_server=False))) as started:
        yield started


async def test_whoever_administers_sends_the_next_agreement_from_the_page_they_are_led_to(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    path = f"/office/{made.group}/agreement"
    term = (await sent_agreement(made.agreement)).agreement
    clock.set(term.term[0] - timedelta(days=3))
    ben = await signed_in(app, made, "Ben")
    assert "Send the next" in await words(ben, path)
    assert f'href="/agreements/{made.agreement}/signed.pdf"' in (await ben.get(path)).text

    assert (await ben.post_form(path)).status_code == 303

    assert await open_renewal(made.group) and "Send the email again" in await words(ben, path)
    assert "Sign the Data Access Agreement for Peaks" in await words(ben, "/requests")
    assert (await ben.post_form(path)).status_code == 422
