"""Whoever of support edits somebody reads what became of it, and never approves it themselves."""

from __future__ import annotations

from html import unescape

from litestar import Litestar

from core.groups.people import load_member
from core.requests.open_parts import open_person
from tests.practices import AMARA, BEN, active
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of


async def test_an_edit_says_what_became_of_it_and_a_colleague_approves(app: Litestar) -> None:
    portal = portal_of(app)
    made = await active(portal, BEN, AMARA)
    key = made.members["Amara"]
    kim, lee = await sign_in_staff(app, "analyst"), await sign_in_staff(app, "analyst", name="Lee")
    drawn = (await open_person(portal, await load_member(key), None)).form
    typed = {name: list(sent) for name, sent in drawn.sent.items()}

    sent = await kim.post_form(
        f"/support/members/{key}/edit",
        {**typed, f"{key}.license_number": "48213", "reason": "The register says so"},
    )
    known = await kim.get(sent.headers["location"])
    page = unescape((await kim.get(known.headers["location"])).text)
    assert "Someone else in support decides about the change" in page

    changes = (await kim.get("/support/changes")).text
    assert "Amara Okafor" in changes
    change = changes.partition('href="/support/changes/')[2].partition('"')[0]
    own, theirs = [(await each.get(f"/support/changes/{change}")).text for each in (kim, lee)]
    assert "Requested change: Amara Okafor" in own
    assert 'value="approve"' not in own and 'value="approve"' in theirs


async def test_why_an_access_stands_as_it_does_is_read_from_the_page_of_a_practice(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, AMARA)
    kim, grant = await sign_in_staff(app, "analyst"), made.grants["Amara", "cerner"]

    led = await kim.get(f"/support/people/{made.members['Amara']}?why={grant}")

    assert "Why Cerner Millennium stands like this" in (await kim.get(led.headers["location"])).text
