"""Whoever administers a practice sees who was suspended for want of use, and brings them back."""

from __future__ import annotations

from litestar import Litestar

from core.access import actions, suspending
from core.access.leaving import go_dormant
from core.actor import SYSTEM
from tests.practices import AMARA, ANALYST, BEN, active, state_of
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.sent import portal_of


async def test_the_page_says_what_comes_back_before_it_does(app: Litestar) -> None:
    portal = portal_of(app)
    made = await active(portal, BEN, AMARA)
    grant, other, member = made.grants["Amara", "cerner"], made.grants["Amara", "pacs"], made.members["Amara"]
    for each in (grant, other):
        await actions.activate(portal, each, "aokafor", by=ANALYST)
    await suspending.suspend(other, "A suspicion.", by=ANALYST)
    await go_dormant(portal, member, "Not used since Nov 26, 2026.", by=SYSTEM)
    ben = await signed_in(app, made, "Ben")
    person = f"/office/people/{member}"
    assert "Not used since Nov 26, 2026" in await words(ben, f"/office/{made.group}")
    assert "Bring their access back" in await words(ben, person)
    asked = await words(ben, f"{person}/bring-back")
    assert "This comes back: Cerner Millennium." in asked
    assert "stays suspended: support suspended it." in asked

    assert (await ben.post_form(f"{person}/bring-back")).status_code == 303

    assert (await state_of(grant), await state_of(other)) == ("provisioning", "suspended")
    assert (await ben.get(f"{person}/bring-back")).status_code == 404
