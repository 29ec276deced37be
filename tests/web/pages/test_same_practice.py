"""The console says which practices may be the same, and its staff decide."""

from __future__ import annotations

from litestar import Litestar

from core.access.tables import Request
from core.groups.tables import PracticeMark
from tests.web import practices
from tests.web.people import sign_in_person, sign_in_staff


async def test_a_practice_that_looks_like_another_is_decided_about(app: Litestar):
    office = await sign_in_person(app, "owner@peaks.example")
    own = await practices.submitted(office)
    await Request.update({Request.state: "checking-credentials"}).where(Request.number == own)
    checking = f"/support/requests/{own}"
    other = await sign_in_person(app, "second@peaks.example")
    number = await practices.submitted(other)
    lena = await sign_in_staff(app, "credentialing", name="Lena")
    page = (await lena.get(checking)).text
    assert f"May be the same as {number}" in page and f'href="/support/requests/{number}"' in page
    assert "the same name and ZIP code; the same name and phone number; the same phone number" in page
    assert "nothing has to be decided" not in page
    path, prefix = f"{checking}/same-practice", f"same-{number}."
    form = {"for": number, f"{prefix}other": number, f"{prefix}decision": "different"}

    refused = await lena.send_form(path, form, page=checking)
    assert refused.status_code == 422 and "Say how you know" in refused.text
    strange = {**form, f"{prefix}other": "CS9999999", f"{prefix}reason": "No"}
    assert (await lena.send_form(path, strange, page=checking)).status_code == 404
    done = await lena.send_form(path, {**form, f"{prefix}reason": "Two suites, called both"}, page=checking)

    assert done.status_code == 303
    assert "Not the same, Lena Alvarez" in (await lena.get(checking)).text
    for client in (office, other):
        said = (await client.get(f"/requests/{own if client is office else number}")).text
        assert "May be the same" not in said


async def test_what_a_whole_building_shares_is_shown_and_nothing_waits_for_it(app: Litestar):
    own = await practices.submitted(await sign_in_person(app, "owner@peaks.example"))
    number = await practices.submitted(await sign_in_person(app, "second@peaks.example"))
    await PracticeMark.delete().where(PracticeMark.kind != "street")
    lena = await sign_in_staff(app, "credentialing", name="Lena")

    page = (await lena.get(f"/support/requests/{own}")).text

    assert f"{number}</a>, " in page and "the same street address." in page
    assert "nothing has to be decided" in page
