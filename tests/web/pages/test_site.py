"""A site administrator changes the site in the browser, sees before what follows, and undoes it."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar

from tests.web.people import Client, sign_in_staff

AREA = "/support/site/facilities"
CLINIC = {
    "code": "HILL",
    "name": "Clinic on the Hill",
    "region": "arizona",
    "begins": "",
    "reason": "It opens.",
}


@pytest.fixture
async def lead(app: Litestar) -> Client:
    return await sign_in_staff(app, "site-administrator", name="Lee")


async def make(lead: Client, path: str, fields: dict[str, Any]) -> httpx.Response:
    """Send a form, look at the preview, and make the change."""
    page = (await lead.get(path)).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen, page
    preview = await lead.send_form(path, {**fields, "seen": seen[1]})
    assert preview.status_code == 200, preview.text
    act = "make/remove" if path.endswith("/remove") else "make/change"
    return await lead.post_form(f"{path.removesuffix('/remove')}/{act}", {**fields, "seen": seen[1]})


async def test_a_facility_is_added_renamed_and_undone_without_a_restart(lead: Client) -> None:
    assert "Add a facility" in (await lead.get(AREA)).text
    preview = await lead.send_form(f"{AREA}/new", CLINIC)
    assert "Clinic on the Hill" in preview.text and "Right now" in preview.text
    assert "Clinic on the Hill" not in (await lead.get(AREA)).text, "a preview changes nothing"
    made = await make(lead, f"{AREA}/new", CLINIC)
    assert made.status_code == 303
    assert "Clinic on the Hill" in (await lead.get(AREA)).text
    await make(lead, f"{AREA}/HILL", {**CLINIC, "name": "Hill Clinic", "reason": "Its new name."})
    page = (await lead.get("/support/site/changes/2")).text
    assert "Clinic on the Hill" in page and "Hill Clinic" in page and "Its new name." in page
    undone = await lead.send_form("/support/site/changes/2/undo", {"reason": "Not yet."})
    assert undone.status_code == 303
    assert "Clinic on the Hill" in (await lead.get(AREA)).text
    history = (await lead.get("/support/site/changes")).text
    assert "Undid change 2" in history and "In force" in history and "Lee" in history


async def test_what_is_wrong_is_said_at_its_field_and_keeps_what_was_typed(lead: Client) -> None:
    wrong = await lead.send_form(f"{AREA}/new", {**CLINIC, "name": "", "reason": ""})
    assert wrong.status_code == 422
    assert (
        "Enter the name" in wrong.text and "Enter the reason" in wrong.text and 'value="HILL"' in wrong.text
    )
    taken = await lead.send_form(f"{AREA}/new", {**CLINIC, "code": "BDMC"})
    assert taken.status_code == 422 and "in use already" in taken.text
    for code in ("new", "..", "a/b", "<b>", "bdmc"):
        refused = await lead.send_form(f"{AREA}/new", {**CLINIC, "code": code})
        assert refused.status_code == 422, code
    odd = await lead.send_form(f"{AREA}/new", {**CLINIC, "seen": "9" * 5000})
    assert odd.status_code == 200
    again = await lead.send_form(f"{AREA}/new", {**CLINIC, "again": "yes"})
    assert again.status_code == 200 and 'value="HILL"' in again.text and "See what follows" in again.text
    past = await lead.send_form(f"{AREA}/new", {**CLINIC, "begins": "1/2/2020"})
    assert past.status_code == 422 and "This day is over" in past.text


async def test_who_saw_an_older_state_is_told_before_anything_is_overwritten(lead: Client) -> None:
    await make(lead, f"{AREA}/new", CLINIC)
    late = await lead.post_form(f"{AREA}/HILL/make/change", {**CLINIC, "name": "Hill", "seen": "0"})
    assert late.status_code == 409
    assert "Someone changed this meanwhile" in late.text and 'value="Hill"' in late.text


async def test_what_the_rest_of_the_site_needs_is_not_removed(lead: Client) -> None:
    gone, regions = {"begins": "", "reason": "It closes."}, "/support/site/regions"
    needed = await lead.send_form(f"{regions}/wyoming/remove", gone)
    assert needed.status_code == 422 and "plugins.dsm.regions" in needed.text
    alone = {"slug": "utah", "name": "Utah", "jurisdiction": "UT", "postcode_prefixes": "840, 841"}
    assert (await make(lead, f"{regions}/new", {**alone, **gone})).status_code == 303
    assert "Utah, 840, 841" in (await lead.get(regions)).text
    assert (await make(lead, f"{regions}/utah/remove", gone)).status_code == 303
    assert "Utah" not in (await lead.get(regions)).text


async def test_a_change_that_begins_later_is_told_so(lead: Client) -> None:
    await make(lead, f"{AREA}/new", {**CLINIC, "begins": "1/5/2099"})
    assert "Clinic on the Hill" not in (await lead.get(AREA)).text
    page = (await lead.get("/support/site")).text
    later = page[page.index("Changes that begin later") :]
    assert "Facility HILL" in later and "Jan 5, 2099" in later
