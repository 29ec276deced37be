"""The list of terms that end, and one look before the next agreements are sent."""

from __future__ import annotations

import re
from datetime import timedelta

from litestar import Litestar

from core.agreements.queries import sent_agreement
from core.agreements.terms import open_renewal
from tests.conftest import MovableClock
from tests.practices import BEN, active
from tests.web.pages.test_agreement_of_a_practice import let_nothing_be_sent_by_itself
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of


async def test_support_sends_the_next_agreement_from_the_list(app: Litestar, clock: MovableClock) -> None:
    made = await active(portal_of(app), BEN)
    await let_nothing_be_sent_by_itself()
    ends_at = (await sent_agreement(made.agreement)).agreement.ends_at
    assert ends_at
    clock.set(ends_at - timedelta(days=10))
    renew = f"/support/terms/renew?practice={made.group}&back=/support/terms?within=14"
    async with await sign_in_staff(app, "analyst") as kim:
        thin = (await kim.get("/support/terms?within=1")).text
        assert "No term ends within a day" in thin and f"/support/practices/{made.group}" in thin
        assert re.search(
            r'href="/support/terms">Terms that end</a><strong[^>]*>1<', (await kim.get("/support")).text
        )
        listed = (await kim.get("/support/terms?within=14")).text
        assert "Peaks" in listed and "10 days left" in listed and "Not sent yet" in listed
        assert BEN.email in (await kim.get(renew)).text
        sent = {"practice": str(made.group), "back": "/support/terms?within=14"}
        wrong = await kim.post_form("/support/terms/renew", sent | {"reason": ""})
        assert wrong.status_code == 422 and "Say why" in wrong.text and BEN.email in wrong.text
        done = await kim.post_form("/support/terms/renew", sent | {"reason": "They asked"})
        assert done.status_code == 200 and "What was sent" in done.text
        again = await kim.post_form("/support/terms/renew", sent | {"reason": "They asked"})
        assert "Another one is under way" in again.text
        assert "Waiting for signatures" in (await kim.get("/support/terms?within=14")).text
    assert await open_renewal(made.group)
