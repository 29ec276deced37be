"""Until when the agreement of a practice binds, who signs the next one, and sending that."""

from __future__ import annotations

from datetime import timedelta

from litestar import Litestar

from core.agreements.queries import sent_agreement
from core.agreements.terms import open_renewal
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.sent import portal_of


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
