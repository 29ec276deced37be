"""A request or work that waits until a day: said to staff who open it, and to nobody outside."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from litestar import Litestar

from core import clock
from core.identity.sessions import start
from tests.practices import AMARA, BEN, active, practice
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, client_for, csrf_in, sign_in_staff

WHY = "The sponsor is away"


@pytest.fixture
async def kim(app: Litestar) -> Client:
    return await sign_in_staff(app, "analyst")


def day(days: int) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


async def send(client: Client, page: str, path: str, **fields: str):
    return await client.post(path, data={"csrf": csrf_in((await client.get(page)).text), **fields})


@pytest.mark.both_databases
async def test_a_request_that_waits_says_so_to_staff_alone(app: Litestar, kim: Client):
    made = await practice(portal_for(), BEN, AMARA)
    case = f"/support/requests/{made.number}"
    sent = await send(kim, f"{case}/wait", f"{case}/wait", day=day(5), reason=WHY)
    assert sent.status_code == 303

    page = (await kim.get(case)).text
    assert f": {WHY} (" in page and page.count(WHY) == 2, "at the top and in the history"
    assert made.number not in (await kim.get("/support/queues/credentials")).text
    later = (await kim.get("/support/queues/credentials?waits=later")).text
    assert made.number in later and WHY in later
    theirs = client_for(app)
    assert made.by.account
    theirs.carry(await start(made.by.account, "full", by=made.by))
    assert WHY not in (await theirs.get(f"/requests/{made.number}")).text

    assert (await send(kim, case, f"{case}/wait/end")).status_code == 303
    assert made.number in (await kim.get("/support/queues/credentials")).text


async def test_what_is_wrong_stands_at_its_field_and_keeps_what_was_typed(kim: Client):
    made = await practice(portal_for(), BEN, AMARA)
    page = f"/support/requests/{made.number}/wait"
    for typed, told in ((day(-2), "Enter a day from tomorrow"), ("soon", "real date"), ("", "Enter the day")):
        answer = await send(kim, page, page, day=typed, reason=WHY)
        assert answer.status_code == 422 and told in answer.text and WHY in answer.text


async def test_the_day_is_typed_in_the_order_of_the_site_which_the_page_says(kim: Client):
    made = await practice(portal_for(), BEN, AMARA)
    page = f"/support/requests/{made.number}/wait"
    shown = (await kim.get(page)).text
    assert "Month/day/year, such as 11/26/2026" in shown and 'type="date"' not in shown
    site = portal_for().site
    coming = (clock.now() + timedelta(days=5)).astimezone(site.zone)
    wrong = await send(kim, page, page, day=f"{coming.year}/31/12", reason=WHY)
    assert wrong.status_code == 422 and f'value="{coming.year}/31/12"' in wrong.text
    assert "Wait until must be a real date, such as 11/26/2026" in wrong.text
    typed = f"{coming.month}/{coming.day}/{coming.year}"
    assert (await send(kim, page, page, day=typed, reason=WHY)).status_code == 303
    assert site.dates.day(coming) in (await kim.get(page.removesuffix("/wait"))).text


async def test_work_that_waits_leads_on_to_the_next(kim: Client):
    await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    items = re.findall(r'href="(/support/work/[0-9a-f-]+)\?from=', (await kim.get("/support/work")).text)
    said = f"?from={quote('/support/work?holder=nobody', safe='')}"
    sent = await send(kim, f"{items[0]}/wait{said}", f"{items[0]}/wait{said}", day=day(5), reason=WHY)
    told = (await kim.get(sent.headers["location"])).text
    assert "waits until" in told and f'href="{items[1]}{said}"' in told
    assert WHY in (await kim.get(items[0])).text
    await send(kim, items[0], f"{items[0]}/wait/end")
    assert WHY not in (await kim.get(items[0])).text
