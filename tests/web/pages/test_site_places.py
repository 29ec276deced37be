"""Places, contacts, holidays, expected days and announcements change in the browser, and nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from litestar import Litestar

from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, active, portal_for
from tests.web.pages.test_site import AREA, CLINIC, lead, make
from tests.web.pages.test_you_need_to import browser_of
from tests.web.people import Client, client_for, sign_in_person, sign_in_staff
from tests.web.practices import begun

__all__ = ["lead"]

PHOENIX = "Banner - University Medical Center Phoenix"
NOW = {"begins": "", "reason": "Decided on Friday."}
DSM = {"dsm.direct_address": "amara@direct.peaks.example"}
MONDAY = date(2026, 11, 30)


async def words(client: Client, path: str) -> str:
    """What a page says, in one line."""
    answer = await client.get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def test_a_facility_from_next_monday_is_on_every_page_from_then_on(
    app: Litestar, clock: MovableClock
) -> None:
    made = await active(portal_for(), BEN, AMARA)
    clock.set(datetime(2026, 11, 27, 18, tzinfo=UTC))
    lee = await sign_in_staff(app, "site-administrator", name="Lee")
    fields = {**CLINIC, "begins": f"{MONDAY:%m/%d/%Y}"}
    assert (await make(lee, f"{AREA}/new", fields)).status_code == 303
    begins = app.state.site.dates.begins(MONDAY)
    for moment, there in ((begins - timedelta(seconds=1), False), (begins, True)):
        clock.set(moment)
        await app.state.running.look()
        ada, ben = (
            await sign_in_person(app, f"ada{there}@practice.example"),
            await browser_of(app, made, "Ben"),
        )
        lee = await sign_in_staff(app, "site-administrator", name=f"Lee{there}")
        for client, path in (
            (ada, f"{await begun(ada)}/practice"),
            (ben, f"/office/{made.group}/practice"),
            (lee, AREA),
        ):
            assert ("Clinic on the Hill" in await words(client, path)) is there, (path, there)


async def test_a_facility_that_answers_name_goes_with_a_warning_and_its_name_stays(
    app: Litestar, lead: Client
) -> None:
    made = await active(portal_for(), BEN, AMARA)
    asked = await words(lead, f"{AREA}/BUMCP/remove")
    assert f"No form offers {PHOENIX} any more." in asked
    assert "1 practice with it as the primary facility." in asked
    assert "All answers keep its name" in asked
    assert (await make(lead, f"{AREA}/BUMCP/remove", NOW)).status_code == 303
    assert "BUMCP, Arizona, closed" in await words(lead, AREA)

    ada, ben = await sign_in_person(app, "ada@practice.example"), await browser_of(app, made, "Ben")
    analyst = await sign_in_staff(app, "analyst")
    assert PHOENIX not in await words(ada, f"{await begun(ada)}/practice")
    assert PHOENIX in await words(analyst, f"/support/practices/{made.group}")
    assert PHOENIX in await words(analyst, f"/support/requests/{made.number}")
    assert f"{PHOENIX} (not available any more)" in await words(ben, f"/office/{made.group}/practice")
    kept = await ben.send_form(f"/office/{made.group}/practice", {"facility": "BUMCP"})
    assert kept.status_code == 422
    assert f"Choose another: {PHOENIX} isn’t available any more" in kept.text
    for path in (f"/office/{made.group}", f"/requests/{made.number}", "/my-applications", "/applications"):
        await words(ben, path)

    opened = {"code": "BUMCP", "name": PHOENIX, "region": "arizona"}
    await make(lead, f"{AREA}/BUMCP", {**opened, **NOW})
    assert PHOENIX in await words(ada, f"{await begun(ada)}/practice")


async def test_an_announcement_is_made_shown_and_taken_away(
    app: Litestar, lead: Client, clock: MovableClock
) -> None:
    area, today = "/support/site/announcements", clock.at.astimezone(app.state.site.zone).date()
    said = {
        "text": "Closed on Sunday.", "application": "", "region": "",
        "first_day": f"{today:%m/%d/%Y}", "last_day": f"{today + timedelta(days=3):%m/%d/%Y}", **NOW,
    }  # fmt: skip
    wrong = await lead.send_form(f"{area}/new", {**said, "last_day": f"{today - timedelta(days=1):%m/%d/%Y}"})
    assert wrong.status_code == 422 and "Must not be before the first day" in wrong.text
    preview = await lead.send_form(f"{area}/new", said)
    assert "Everybody reads it above each page" in preview.text
    assert (await make(lead, f"{area}/new", said)).status_code == 303
    visitor = client_for(app)
    assert "Closed on Sunday. Until" in await words(visitor, "/sign-in")
    (key,) = re.findall(rf'href="{area}/([^"]+)">Closed', (await lead.get(area)).text)
    assert "shown now" in await words(lead, area)
    await make(lead, f"{area}/{key}", {**said, "text": "Closed on Monday."})
    assert "Closed on Monday." in await words(visitor, "/sign-in")
    assert (await make(lead, f"{area}/{key}/remove", NOW)).status_code == 303
    assert "Closed on" not in await words(visitor, "/sign-in")


async def test_a_smaller_region_says_who_no_longer_fits(app: Litestar, lead: Client) -> None:
    await active(portal_for(), BEN, replace(AMARA, wants=("dsm",), answers=DSM))
    smaller = {"slug": "arizona", "name": "Arizona", "jurisdiction": "AZ", "postcode_prefixes": "999"}
    preview = await lead.send_form("/support/site/regions/arizona", {**smaller, **NOW})
    said = unescape(preview.text)
    assert "1 practice in it no more then." in said
    waits = "1 person with Direct Secure Messaging approved, but not set up yet, no longer fit"
    assert f"{waits}: Amara Okafor (Peaks)" in said


@pytest.mark.parametrize(
    ("path", "typed", "page", "shown"),
    [
        (
            "contacts/administrative",
            {
                "slug": "administrative",
                "name": "Front desk",
                "email": "desk@health.example",
                "topics": "Everything\nAnything",
            },
            "/help",
            "desk@health.example",
        ),
        ("expected-days/cerner", {"days": "9"}, "/turnaround", "within 9 business days"),
        ("holidays/all", {"added": "2099-12-24\n12/25/2099"}, "/support/site/holidays/all", "2099-12-24"),
    ],
)
async def test_other_things_show_at_once(
    lead: Client, path: str, typed: dict[str, str], page: str, shown: str
) -> None:
    made = await make(lead, f"/support/site/{path}", {**typed, **NOW})
    assert made.status_code == 303
    assert shown in await words(lead, page)
    assert NOW["reason"] in await words(lead, "/support/site/changes")


async def test_what_does_not_fit_is_said_beside_its_field(lead: Client) -> None:
    for path, typed, said in (
        ("holidays/all", {"added": "2026-12-24\nChristmas"}, "“Christmas” must be a real date"),
        ("expected-days/cerner", {"days": "0"}, "greater than"),
        (
            "contacts/administrative",
            {"slug": "administrative", "name": "Desk", "email": "desk", "topics": "All"},
            "email",
        ),
        (
            "contacts/administrative",
            {"slug": "desk", "name": "Desk", "topics": "All"},
            "This stays “administrative”",
        ),
    ):
        answer = await lead.send_form(f"/support/site/{path}", {**typed, **NOW})
        assert answer.status_code == 422 and said in unescape(answer.text), (path, answer.text)
