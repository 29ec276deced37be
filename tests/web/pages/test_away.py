"""Staff say that they are away, a site administrator says it for them, and pages say whose work it was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from litestar import Litestar

from core import clock
from tests.practices import AMARA, BEN, active
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import Client, sign_in_staff


def day(days: int) -> str:
    """As the site writes it."""
    return f"{clock.now() + timedelta(days=days):%m/%d/%Y}"


@pytest.fixture
async def ana(app: Litestar) -> Client:
    return await sign_in_staff(app, "analyst", name="Ana")


@pytest.mark.both_databases
async def test_work_says_whose_it_was_and_the_owner_comes_back(app: Litestar, ana: Client):
    bea = await sign_in_staff(app, "analyst", name="Bea")
    made = await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    item = re.findall(r'href="(/support/work/[0-9a-f-]+)\?', (await ana.get("/support/work")).text)[0]
    case = f"/support/requests/{made.number}"
    await ana.post_form(f"{item}/take")
    await ana.post_form(f"{case}/assign", {"holder": str(ana.account)})
    sent = await ana.send_form("/support/away", {"day": day(5), "to": str(bea.account)})
    assert sent.status_code == 303
    for page in (item, case):
        assert "Given by Ana Alvarez, who is away until" in (await bea.get(page)).text
    home = (await ana.get("/support")).text
    assert "Ana Alvarez is away until" in home and "The work goes to Bea Alvarez" in home
    back = await ana.send_form("/support/away/end", page="/support/away")
    assert back.status_code == 303 and "is away until" not in (await ana.get("/support")).text
    assert "Given by" not in (await bea.get(item)).text


async def test_a_site_administrator_hands_the_work_of_another_on(app: Litestar, ana: Client):
    lead = await sign_in_staff(app, "site-administrator", name="Lee")
    path = f"/support/staff/{ana.account}/away"
    assert f'href="{path}"' in (await lead.get("/support/staff")).text
    form = (await lead.get(path)).text
    assert "the work of Ana Alvarez" in form and "Month/day/year" in form
    assert (await lead.send_form(path, {"day": day(5), "to": ""})).status_code == 303
    staff = (await lead.get("/support/staff")).text
    assert "Ana Alvarez is away until" in staff and "The work goes to all colleagues" in staff
    assert (await lead.send_form(f"{path}/end", page=path)).status_code == 303
    assert "is away until" not in (await lead.get("/support/staff")).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [(day(-3), "Enter a day from tomorrow"), ("soon", "real date"), ("", "Enter the day")],
)
async def test_what_is_wrong_stands_at_its_field(ana: Client, typed: str, told: str):
    sent = await ana.send_form("/support/away", {"day": typed, "to": ""})
    assert sent.status_code == 422 and told in sent.text and typed in sent.text


async def test_who_gives_work_to_somebody_away_is_told_where_it_goes(app: Litestar, ana: Client):
    bea = await sign_in_staff(app, "analyst", name="Bea")
    made = await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    await ana.send_form("/support/away", {"day": day(5), "to": str(bea.account)})
    item = re.findall(r'name="item" value="([0-9a-f-]+)"', (await bea.get("/support/work")).text)[0]
    several = f"/support/work/several?do=give&holder={ana.account}&item={item}"
    assign = f"/support/assign?holder={ana.account}&number={made.number}"
    for look, path, fields in (
        (several, "/support/work/several", {"do": "give", "item": f"{item}~"}),
        (assign, "/support/assign", {"number": f"{made.number}~"}),
    ):
        assert "Ana Alvarez is away until" in (await bea.get(look)).text
        done = await bea.send_form(path, {**fields, "holder": str(ana.account)}, page=look)
        assert "Ana Alvarez is away, so it went to Bea Alvarez" in done.text
