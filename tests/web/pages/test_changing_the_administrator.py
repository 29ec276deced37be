"""From "My practice" to the last signature: what everybody sees, and every door that closes with it."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from litestar import Litestar

from core.access.following import signing_of
from core.groups.following import member_playing
from core.identity.sessions import start
from core.identity.tables import Account
from core.office.queries.followers import change_under_way
from tests.practices import AMARA, BEN, ROSA, Practice, active, themselves
from tests.practices.made import bring_in_force
from tests.practices.work import hand_to_people
from tests.web.people import BROWSER, Client, client_for, sign_in_staff
from tests.web.sent import portal_of

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599", wants=())


@pytest.fixture
async def made(app: Litestar) -> Practice:
    made = await active(portal_of(app), BEN, ROSA, AMARA, CARA)
    await hand_to_people(portal_of(app))
    for name in ("Rosa", "Amara"):
        who = await themselves(made, name)
        await Account.update({Account.password_hash: "chosen"}).where(Account.id == who.account)
    return made


async def signed_in(app: Litestar, made: Practice, first: str) -> Client:
    who = await themselves(made, first)
    assert who.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
    client = client_for(app)
    client.carry(await start(who.account, "full", by=BROWSER))
    return client


async def sign(app: Litestar, made: Practice) -> None:
    found = await change_under_way(made.group)
    assert found
    portal = portal_of(app)
    await bring_in_force(signing_of(portal, app.state.settings), found.sent)


async def who_administers(made: Practice) -> UUID | None:
    return await member_playing(made.group, "administrator")


async def words(client: Client, path: str) -> str:
    return " ".join(unescape((await client.get(path)).text).split())


async def test_every_door_closes_for_the_old_one_and_opens_for_the_new_one_at_once(
    app: Litestar, made: Practice
) -> None:
    ben, amara = await signed_in(app, made, "Ben"), await signed_in(app, made, "Amara")
    office = f"/office/{made.group}"
    listed = await words(ben, f"{office}/administrator")
    assert "They are the group administrator already." in listed and "They haven’t signed in yet" in listed
    path = f"{office}/administrator/people/{made.members['Amara']}"
    asked = await words(ben, path)
    assert "14 days’ notice" in asked and "Ben Ruiz stays the group administrator" in asked
    assert (await ben.post_form(path, {})).headers["location"] == f"{office}/administrator"
    assert "Transfer to Amara Okafor is waiting for 2 of 2 signatures" in await words(ben, office)

    doors = [
        office, f"{office}/administrator", f"{office}/access/csv", f"/office/people/{made.members['Cara']}",
        f"/office/access/{made.grants['Amara', 'cerner']}/end", f"/requests/{made.number}",
        f"/requests/{made.number}/mails", f"/live/requests/{made.number}?since=0",
    ]  # fmt: skip
    assert {(await amara.get(each)).status_code for each in doors} == {404}
    assert {(await ben.get(each)).status_code for each in doors[:-1]} == {200}
    await sign(app, made)
    assert {(await ben.get(each)).status_code for each in doors} == {404}
    assert {(await amara.get(each)).status_code for each in doors[:-1]} == {200}
    assert made.number not in await words(ben, "/requests")
    act = f"/office/people/{made.members['Cara']}/suspend"
    assert (await ben.post_form(act, {"reason": "Spite"})).status_code == 404


async def test_the_old_one_withdraws_and_somebody_else_may_be_chosen(app: Litestar, made: Practice) -> None:
    ben, path = await signed_in(app, made, "Ben"), f"/office/{made.group}/administrator"
    await ben.post_form(f"{path}/people/{made.members['Amara']}", {})
    assert (await ben.get(f"{path}/people/{made.members['Rosa']}")).headers["location"] == path
    await ben.post_form(f"{path}/withdraw", {})
    assert await change_under_way(made.group) is None
    await ben.post_form(f"{path}/people/{made.members['Rosa']}", {})
    assert "Transfer to Rosa Alvarez is waiting for 1 of 1 signature<" in await words(ben, path)


async def test_nobody_is_chosen_who_cannot_follow_by_a_form_of_ones_own(
    app: Litestar, made: Practice
) -> None:
    ben, path = await signed_in(app, made, "Ben"), f"/office/{made.group}/administrator"
    for name in ("Cara", "Ben"):
        answer = await ben.post_form(f"{path}/people/{made.members[name]}", {})
        assert answer.headers["location"] == path
    assert await change_under_way(made.group) is None


async def test_the_sponsor_finds_the_way_and_takes_it(app: Litestar, made: Practice) -> None:
    rosa, path = await signed_in(app, made, "Rosa"), f"/office/{made.group}/administrator"
    assert f'href="{path}"' in (await rosa.get("/my-applications")).text
    await rosa.post_form(f"{path}/people/{made.members['Amara']}", {})
    ben = await signed_in(app, made, "Ben")
    assert "Withdraw the transfer" not in await words(ben, path)
    assert "Withdraw the transfer" in await words(rosa, path)
    await sign(app, made)
    assert await who_administers(made) == made.members["Amara"]


async def test_support_says_why_and_sees_how_far_it_is(app: Litestar, made: Practice) -> None:
    kim, path = await sign_in_staff(app, "analyst"), f"/support/practices/{made.group}/administrator"
    assert f'href="{path}"' in (await kim.get(f"/support/practices/{made.group}")).text
    choose = f"{path}/people/{made.members['Amara']}"
    answer = await kim.post_form(choose, {"reason": " "})
    assert answer.status_code == 422 and "Say why" in answer.text
    await kim.post_form(choose, {"reason": "The sponsor called from the number on file."})
    assert "is waiting for 2 of 2 signatures" in await words(kim, path)
    found = await change_under_way(made.group)
    assert found
    again = f"{path}/signers/{found.sent.signers[0].id}/again"
    assert (await kim.post_form(again, {})).headers["location"] == path
