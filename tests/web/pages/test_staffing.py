"""Who works for the site is invited, changed and let go in the browser, by a site administrator."""

from __future__ import annotations

from litestar import Litestar

from core.identity import staff, staffing
from tests.web.people import sign_in_staff


async def test_an_analyst_is_invited_gets_other_roles_and_leaves(app: Litestar) -> None:
    lead = await sign_in_staff(app, "site-administrator", name="Lee")
    form = (await lead.get("/support/staff/invite")).text
    assert "Provisioning: Qventus only" in form and "Looks after requests" in form
    typed = {
        "first_name": "Ana",
        "last_name": "Ortiz",
        "email": "ana@health.example",
        "reason": "New colleague",
    }
    wrong = await lead.send_form("/support/staff/invite", typed)
    assert wrong.status_code == 422 and "Choose at least one role" in wrong.text
    assert 'value="ana@health.example"' in wrong.text and "New colleague" in wrong.text
    both = await lead.send_form(
        "/support/staff/invite", {**typed, "roles": ["provisioning", "provisioning:pacs"]}
    )
    assert both.status_code == 422 and "not both" in both.text
    sent = await lead.send_form("/support/staff/invite", {**typed, "roles": ["analyst"]})
    assert sent.status_code == 303
    listed = (await lead.get("/support/staff")).text
    [ana] = [each for each in await staff.everybody() if each.email == "ana@health.example"]
    path = f"/support/staff/{ana.account}"
    assert f'href="{path}"' in listed and "Invited" in listed
    page = (await lead.get(path)).text
    assert "they haven’t set it up" in page and "Send the invitation again" in page
    assert (await lead.post_form(f"{path}/invite")).status_code == 303
    roles = (await lead.get(f"{path}/roles")).text
    assert 'value="analyst" checked' in roles
    changed = {"roles": ["credentialing", "provisioning:pacs"], "reason": "Other work"}
    assert (await lead.send_form(f"{path}/roles", changed)).status_code == 303
    assert "Credentialing, Provisioning (pacs)" in (await lead.get(path)).text
    assert (await lead.send_form(f"{path}/end", {"reason": ""})).status_code == 422
    assert (await lead.send_form(f"{path}/end", {"reason": "Left us"})).status_code == 303
    gone = (await lead.get(path)).text
    assert "Removed: they can’t sign in" in gone and "Take them on again" in gone
    own = (await lead.get(f"/support/staff/{lead.account}")).text
    assert "Someone else who looks after the staff" in own and "End their work" not in own
    assert (await lead.send_form(f"/support/staff/{lead.account}/end", {"reason": "x"})).status_code == 403


async def test_a_site_administrator_is_made_by_two_and_the_second_is_told_so(app: Litestar) -> None:
    lead = await sign_in_staff(app, "site-administrator", name="Lee")
    officer = await sign_in_staff(app, "privacy-officer", name="Ruth")
    analyst = await sign_in_staff(app, "analyst", name="Ana")
    path = f"/support/staff/{analyst.account}"
    more = {"roles": ["analyst", "site-administrator"], "reason": "Stands in"}
    assert (await lead.send_form(f"{path}/roles", more)).status_code == 303
    assert "Someone else has to confirm this" in (await lead.get("/support/staff")).text
    assert "proposed about the staff: 1" in (await officer.get("/support")).text
    assert "proposed about the staff" not in (await lead.get("/support")).text
    assert analyst.email in (await officer.get("/support/staff")).text
    again = {
        "first_name": "Ana",
        "last_name": "Alvarez",
        "email": analyst.email,
        "roles": ["analyst"],
        "reason": "x",
    }
    refused = await lead.send_form("/support/staff/invite", again)
    assert refused.status_code == 422 and "Change their roles on their own page" in refused.text
    [waits] = await staffing.waiting()
    decide = f"/support/staff/changes/{waits.id}"
    assert (await lead.post_form(f"{decide}/confirm")).status_code == 403
    page = (await officer.get(path)).text
    assert f'action="{decide}/confirm"' in page and "Change their roles" not in page
    assert (await officer.post_form(f"{decide}/confirm")).status_code == 303
    assert (await officer.post_form(f"{decide}/withdraw")).status_code == 409
    assert "Support analyst, Site administrator" in (await analyst.get("/support/staff")).text
    words = (await analyst.get("/support/staff/roles")).text
    assert "Two people give or take this role." in words and "activates each practice" in words


async def test_a_colleague_who_is_locked_out_is_helped(app: Litestar) -> None:
    lead = await sign_in_staff(app, "site-administrator", name="Lee")
    analyst = await sign_in_staff(app, "analyst", name="Ana")
    path = f"/support/staff/{analyst.account}/sign-in"
    assert (await lead.send_form(path, {"what": "password", "reason": ""})).status_code == 422
    seen = {"what": "factor", "reason": "Seen in person"}
    assert (await lead.send_form(path, seen)).status_code == 303
    assert (await lead.send_form(path, {**seen, "what": "password"})).status_code == 303
    assert (await analyst.get("/support")).status_code == 303
