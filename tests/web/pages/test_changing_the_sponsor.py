"""From "My practice" to the last signature for a new sponsor: what each side sees and does."""

from __future__ import annotations

import pytest
from litestar import Litestar

from core.access.following import signing_of
from core.groups.following import member_playing
from core.office.queries.sponsors import change_of_sponsor, sought
from tests.practices import BEN, Practice
from tests.practices.made import bring_in_force
from tests.web.pages.test_changing_the_administrator import made, signed_in, words
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of

__all__ = ["made"]
NEW = {
    "suffix": "MD", "first_name": "Mina", "last_name": "Sato", "no_middle_initial": "yes",
    "email": "mina@peaks.example", "phone": "602 555 0177", "license_state": "AZ",
    "license_number": "R12345", "npi": "1679576722", "specialty": "Cardiology",
    "reason": "Rosa retires in spring.",
}  # fmt: skip


async def sign(app: Litestar, made: Practice) -> None:
    portal = portal_of(app)
    found = await change_of_sponsor(portal.site, made.group)
    assert found and found.sent
    await bring_in_force(signing_of(portal, app.state.settings), found.sent)


async def test_the_practice_asks_support_checks_and_everyone_signs(app: Litestar, made: Practice) -> None:
    ben, path = await signed_in(app, made, "Ben"), f"/office/{made.group}/sponsor"
    assert f'href="{path}"' in (await ben.get(f"/office/{made.group}")).text
    listed = await words(ben, path)
    assert "Rosa Alvarez is the sponsoring physician now." in listed
    assert "They are the sponsoring physician already." in listed
    asked = await words(ben, f"{path}/people/{made.members['Amara']}")
    assert "Until everyone has signed, Rosa Alvarez stays the sponsoring physician" in asked
    answer = await ben.post_form(f"{path}/people/{made.members['Amara']}", {"reason": " "})
    assert answer.status_code == 422 and "Say why" in answer.text
    await ben.post_form(f"{path}/people/{made.members['Amara']}", {"reason": "Rosa retires."})
    assert "Support checks the license and the email address of Amara Okafor now" in await words(ben, path)

    kim, case = await sign_in_staff(app, "analyst"), f"/support/practices/{made.group}/sponsor"
    assert f'href="{case}"' in (await kim.get(f"/support/practices/{made.group}")).text
    assert "Not proved yet" in await words(kim, case)
    wrong = await kim.post_form(f"{case}/credentials/address", {"how": "staff-file", "seen": ""})
    assert wrong.status_code == 422 and "Say what you looked at" in wrong.text
    await kim.post_form(f"{case}/credentials/address", {"how": "staff-file", "seen": "The file"})
    await kim.post_form(f"{case}/credentials", {"decision": "valid", "reason": ""})
    assert "Amara Okafor becomes the sponsoring physician" in await words(kim, f"{case}/sign")
    await kim.post_form(f"{case}/sign", {})
    assert "It ends by itself if someone declines" in await words(ben, path)
    late = await kim.post_form(f"{case}/credentials", {"decision": "not-valid", "reason": "x"})
    assert late.status_code == 422 and "aren’t being checked now" in late.text
    await sign(app, made)
    assert await member_playing(made.group, "sponsor") == made.members["Amara"]
    rosa = await signed_in(app, made, "Rosa")
    assert (await rosa.get(path)).status_code == 404


async def test_somebody_new_is_typed_and_what_is_wrong_stands_at_the_field(
    app: Litestar, made: Practice
) -> None:
    ben, path = await signed_in(app, made, "Ben"), f"/office/{made.group}/sponsor"
    assert "License number" in await words(ben, f"{path}/new")
    wrong = await ben.post_form(f"{path}/new", NEW | {"email": BEN.email})
    assert wrong.status_code == 422 and "has this email address" in wrong.text and "Sato" in wrong.text
    wrong = await ben.post_form(f"{path}/new", NEW | {"npi": "1"})
    assert wrong.status_code == 422
    assert (await ben.post_form(f"{path}/new", NEW)).headers["location"] == path
    assert "Mina Sato is to be the new sponsoring physician." in await words(ben, path)
    assert "Not in it yet" in await words(ben, f"/office/{made.group}")
    # A second one leads back to the first.
    assert (await ben.get(f"{path}/new")).headers["location"] == path
    assert (await ben.get(f"{path}/people/{made.members['Amara']}")).headers["location"] == path
    await ben.post_form(f"{path}/withdraw", {})
    assert "Name who follows" in await words(ben, path)


async def test_a_sponsor_who_stops_is_replaced_and_nobody_is_surprised(app: Litestar, made: Practice) -> None:
    rosa, path = await signed_in(app, made, "Rosa"), f"/office/{made.group}/sponsor"
    assert "Stop answering for" in await words(rosa, path)
    for hidden in ("/new", f"/people/{made.members['Amara']}", "/withdraw"):
        assert (await rosa.get(f"{path}{hidden}")).status_code == 404
    assert "Nobody loses access before" in await words(rosa, f"{path}/needed")
    await rosa.post_form(f"{path}/needed", {"reason": "I retire."})
    assert (await rosa.get(f"{path}/needed")).headers["location"] == path
    ben, kim = await signed_in(app, made, "Ben"), await sign_in_staff(app, "analyst")
    for each, where in ((ben, path), (kim, f"/support/practices/{made.group}/sponsor")):
        assert "A new sponsoring physician is needed by" in await words(each, where)
        assert "I retire." in await words(each, where)
    assert await sought(made.group)


@pytest.mark.parametrize("role", ["credentialing", "provisioning"])
async def test_support_that_only_checks_sends_nothing(app: Litestar, made: Practice, role: str) -> None:
    staff, case = await sign_in_staff(app, role), f"/support/practices/{made.group}/sponsor"
    seen = 200 if role == "credentialing" else 403
    assert (await staff.get(case)).status_code == seen
    assert (await staff.get(f"{case}/sign")).status_code == 403
    assert (await staff.post_form(f"{case}/withdraw", {})).status_code == 403
