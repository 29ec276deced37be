"""The page on which a site administrator sees how the deployment is."""

from __future__ import annotations

from litestar import Litestar

from core.actor import SYSTEM
from core.audit import note
from tests.web.people import sign_in_staff

HEALTH = "/support/site/health"


async def test_what_is_the_matter_stands_first_and_everything_has_a_state(
    app: Litestar,
) -> None:
    await note("mail.dead", by=SYSTEM, subject=("mail", "1"))
    async with await sign_in_staff(app, "site-administrator") as kim:
        assert f'href="{HEALTH}"' in (await kim.get("/support/site")).text
        page = (await kim.get(HEALTH)).text
        first, _, rest = page.partition("Work at the applications</h2>")
        assert "Emails: Given up</a>. 1 email in the last 7 days" in first
        assert "It runs here. Nothing waits too long." in rest
        for words in (
            "Sending emails",
            "Clock",
            "Disk",
            "Connections to applications",
            "People do the work here.",
            "Python",
            "Fine",
        ):
            assert words in rest
