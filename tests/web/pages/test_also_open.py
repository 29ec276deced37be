"""Staff who open a request or work see who else has it open; nobody outside learns of it."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar

from core.identity.sessions import start
from tests.practices import AMARA, BEN, active
from tests.practices.portals import portal_for
from tests.practices.work import hand_to_people
from tests.web.people import client_for, sign_in_staff

OPEN = "has this open since"


@pytest.mark.both_databases
async def test_who_opens_a_case_or_work_sees_who_has_it_open(app: Litestar, clock):
    app.state.live.lifetime = 0.01
    nadia = await sign_in_staff(app, "analyst", name="Nadia")
    kim = await sign_in_staff(app, "provisioning", name="Kim")
    made = await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    case = f"/support/requests/{made.number}"
    item = re.findall(r'href="(/support/work/[0-9a-f-]+)\?', (await nadia.get("/support/work")).text)[0]
    for page in (case, item):
        assert OPEN not in (await nadia.get(page)).text
        seen = (await kim.get(page)).text
        assert f"Nadia Alvarez</strong> {OPEN}" in seen and f"Kim Alvarez</strong> {OPEN}" not in seen
        assert "Kim Alvarez" in (await nadia.get(f"{page}/now", headers={"HX-Request": "true"})).text
        clock.advance(seconds=60)
        await nadia.get(f"/live{page}")
        clock.advance(seconds=60)
        assert "Nadia Alvarez" in (await kim.get(f"{page}/now", headers={"HX-Request": "true"})).text
        clock.advance(seconds=100)
        assert OPEN not in (await kim.get(f"{page}/now", headers={"HX-Request": "true"})).text
    await kim.get(case)
    theirs = client_for(app)
    assert made.by.account
    theirs.carry(await start(made.by.account, "full", by=made.by))
    assert "Kim Alvarez" not in (await theirs.get(f"/requests/{made.number}")).text
