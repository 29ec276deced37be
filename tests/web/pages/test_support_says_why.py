"""Before support takes a day or a leave back its page asks why; that of the practice does not."""

from __future__ import annotations

from datetime import date

from litestar import Litestar

from core.groups.people import load_member
from core.office import acts
from tests.practices import AMARA, BEN, ROSA, active
from tests.web.pages.test_changing_the_administrator import signed_in, words
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of

WHY = "Ben called, and we called him back"


async def test_support_is_asked_why_and_the_practice_is_not(app: Litestar) -> None:
    portal = portal_of(app)
    made = await active(portal, BEN, ROSA, AMARA)
    analyst, ben = await sign_in_staff(app, "analyst"), await signed_in(app, made, "Ben")
    amara, day = made.members["Amara"], date(2098, 1, 1)
    path, own = f"/support/members/{amara}", f"/office/people/{amara}"
    await acts.plan_leave(portal, amara, day, None, "Leave", by=made.by)
    await acts.end_access(portal, amara, day, "New position", by=made.by)
    for act in ("keep", "stay"):
        assert 'name="reason"' not in (await ben.get(f"{own}/{act}")).text
        lacking = await analyst.send_form(f"{path}/{act}", {"reason": " "})
        assert lacking.status_code == 422 and 'id="reason-error"' in lacking.text
        done = await analyst.send_form(f"{path}/{act}", {"reason": WHY})
        assert done.headers["location"] == f"/support/people/{amara}"
    row = await load_member(amara)
    assert row.until is None and row.away_from is None
    await acts.begin_leave(portal, amara, "Leave", by=made.by)
    day_kept = await analyst.send_form(f"{path}/back-on", {"last": "01/02/2098", "reason": ""})
    assert day_kept.status_code == 422 and 'value="01/02/2098"' in day_kept.text
    assert (await analyst.send_form(f"{path}/return", {"reason": WHY})).status_code == 303
    access = f"/support/grants/{made.grants['Amara', 'pacs']}/end"
    assert (await analyst.send_form(access, {"day": "01/02/2098", "reason": ""})).status_code == 422
    log = await words(ben, f"/office/{made.group}/log")
    assert f"A last day was set for Amara Okafor, or taken back: {WHY}" in log
    assert f"The planned leave of Amara Okafor was canceled: {WHY}" in log
