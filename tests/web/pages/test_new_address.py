"""From "Change their email address" to the confirmation by the person themselves, on the pages."""

from __future__ import annotations

from litestar import Litestar

from core.groups.people import load_member
from core.requests.open_parts import open_person
from tests.core.office.following import having_signed_in
from tests.core.office.test_new_address import NEW, address, link
from tests.practices import AMARA, BEN, ROSA, active
from tests.web.pages.test_changing_the_administrator import signed_in
from tests.web.pages.test_practice_data import words
from tests.web.people import client_for, csrf_in, sign_in_staff
from tests.web.sent import portal_of


async def test_an_address_is_asked_and_its_owner_confirms_it_signed_in(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    await having_signed_in(made, "Amara")
    ben, amara = await signed_in(app, made, "Ben"), await signed_in(app, made, "Amara")
    person = f"/office/people/{made.members['Amara']}"
    assert "They sign in to confirm" in await words(ben, f"{person}/address")
    wrong = await ben.post_form(f"{person}/address", {"email": "ben@peaks.example"})
    assert wrong.status_code == 422 and 'id="email-error"' in wrong.text
    assert (await ben.post_form(f"{person}/address", {"email": NEW})).headers["location"] == person
    assert f"Waiting for confirmation of {NEW}" in await words(ben, person)
    assert (await ben.post_form(f"{person}/address/again")).headers["location"] == person

    path, reader = f"/new-address/{await link(NEW)}", client_for(app)
    assert "Sign in to confirm the address" in await words(reader, path)
    token = csrf_in(
        (await reader.get(f"/new-address/stop/{await link(AMARA.email, 'new-address/stop')}")).text
    )
    await reader.post(path, data={"csrf": token})
    assert await address(made) == AMARA.email
    assert (await ben.get(f"{path}/signed-in")).status_code == 404
    done = await amara.send_form(f"{path}/signed-in")
    assert "Your email address is confirmed" in done.text and await address(made) == NEW
    assert (await reader.get(path)).status_code == 404


async def test_support_asks_for_it_with_a_reason_and_whoever_has_the_one_before_stops_it(
    app: Litestar,
) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    analyst, reader = await sign_in_staff(app, "analyst"), client_for(app)
    path = f"/support/members/{made.members['Amara']}/address"
    lacking = await analyst.post_form(path, {"email": NEW, "reason": ""})
    assert lacking.status_code == 422 and 'id="reason-error"' in lacking.text
    await analyst.post_form(path, {"email": NEW, "reason": "She called, and we called back"})
    shown = await analyst.get(f"/support/people/{made.members['Amara']}", follow_redirects=True)
    assert f"Waiting for confirmation of {NEW}" in shown.text
    stop = f"/new-address/stop/{await link(AMARA.email, 'new-address/stop')}"
    assert "Thank you for telling us" in (await reader.send_form(stop)).text
    assert await address(made) == AMARA.email


async def test_support_edits_somebody_with_a_reason(app: Litestar) -> None:
    made = await active(portal_of(app), BEN, ROSA, AMARA)
    analyst, key = await sign_in_staff(app, "analyst"), made.members["Amara"]
    path = f"/support/members/{key}/edit"
    drawn = (await open_person(portal_of(app), await load_member(key), None)).form
    typed = {name: texts[0] for name, texts in drawn.sent.items() if texts} | {f"{key}.phone": "602-555-0177"}
    lacking = await analyst.send_form(path, {**typed, "reason": ""})
    assert (
        lacking.status_code == 422 and 'id="reason-error"' in lacking.text and "602-555-0177" in lacking.text
    )
    assert lacking.text.count("govuk-error-summary__title") == 1
    done = await analyst.send_form(path, {**typed, "reason": "She called, and we called back"})
    assert done.headers["location"] == f"/support/people/{key}?edited=saved"
    assert (await load_member(key)).phone.endswith("0177")
