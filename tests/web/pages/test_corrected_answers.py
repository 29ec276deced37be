"""From the value on the case to the form of the application, and back to where both answers stand."""

from __future__ import annotations

from litestar import Litestar

from core.identity.sessions import start
from core.identity.tables import Account
from tests.practices import BEN, Someone, active, portal_for
from tests.web.people import client_for, csrf_in, sign_in_staff

AMARA = Someone("Amara", "Okafor", "amara@peaks.example", wants=("dsm", "pacs"))


async def test_answers_are_asked_for_beside_them_while_access_is_set_up_and_both_sides_see_what_changed(
    app: Litestar,
) -> None:
    made = await active(portal_for(), BEN, AMARA)
    kim, case = await sign_in_staff(app, "analyst"), f"/support/requests/{made.number}"
    name = f"{made.grants['Amara', 'dsm']}.answers"
    ask = f"{case}/give-back?field={name}"
    assert f'href="{ask}#{name}"' in (await kim.get(case)).text
    omar = await sign_in_staff(app, "site-administrator", name="Omar")
    assert ask not in (await omar.get(case)).text, "leads to a page that refuses him"
    page = (await kim.get(ask)).text
    assert f'value="{name}" checked' in page and "practice.phone" not in page
    fields = {"csrf": csrf_in(page), f"question.{name}": "It does not answer"}
    assert (await kim.post(f"{case}/give-back", data=fields)).status_code == 303
    assert "Take the question back" in (await kim.get(case)).text

    ben = client_for(app)
    assert made.by.account
    # The administrator has set up the app anew, which a new login name asks for.
    await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
    ben.carry(await start(made.by.account, "full", by=made.by))
    path = f"/requests/{made.number}/correct"
    assert "Direct Secure Messaging: Answers" in (await ben.get(f"/requests/{made.number}")).text
    form = (await ben.get(path)).text
    assert "Support asks: It does not answer" in form
    field = name.replace(".answers", ".direct_address")
    wrong = await ben.post(path, data={"csrf": csrf_in(form), field: "a@gmail.com"})
    assert wrong.status_code == 422 and 'value="a@gmail.com"' in wrong.text
    sent = await ben.post(path, data={"csrf": csrf_in(form), field: "new@direct.peaks.example"})
    assert sent.status_code == 303
    assert "became new@direct.peaks.example" in (await kim.get(case)).text
    assert "new@direct.peaks.example" in (await ben.get(f"/requests/{made.number}")).text
