"""From "My practice" to support's decision: people are chosen and added, and applications asked for."""

from __future__ import annotations

import re
from html import unescape

import pytest
from litestar import Litestar

from core.access.tables import Grant
from core.groups.people import load_member
from core.groups.tables import Member
from core.identity.sessions import start
from core.identity.tables import Account
from core.office.queries.changes import open_change_of
from core.requests.open_parts import open_person
from tests.practices import AMARA, BEN, ROSA, Practice, active, themselves
from tests.web.people import BROWSER, Client, client_for, sign_in_staff
from tests.web.practices import CODER, send
from tests.web.sent import portal_of


@pytest.fixture
async def made(app: Litestar) -> Practice:
    return await active(portal_of(app), BEN, ROSA, AMARA)


@pytest.fixture
async def ben(app: Litestar, made: Practice) -> Client:
    who = await themselves(made, "Ben")
    assert who.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
    client = client_for(app)
    client.carry(await start(who.account, "full", by=BROWSER))
    return client


async def words(client: Client, path: str) -> str:
    return " ".join(unescape((await client.get(path)).text).split())


async def asked(ben: Client, made: Practice) -> str:
    """Amara and somebody new are asked for; the answer is the draft's address, with nothing missing."""
    chosen = await send(ben, f"/office/{made.group}/request", {"people": str(made.members["Amara"])}, "new")
    assert chosen.status_code == 303, chosen.text
    hub = chosen.headers["location"].removesuffix("/members/new")
    saved = await send(ben, f"{hub}/members/new", {**CODER, "applications": "cerner"}, "save")
    assert saved.headers["location"] == f"{hub}/members", saved.text
    page = (await ben.get(f"{hub}/members")).text
    amara = next(key for key in re.findall(r'id="edit-([^"]+)"', page) if f"access-{key}-pacs" in page)
    boxes = {name: "yes" for name in re.findall(r' checked name="(access-[^"]+)"', page)}
    await send(ben, f"{hub}/members", {**boxes, f"access-{amara}-iecg": "yes"})
    await send(ben, f"{hub}/attestation", {"attested": "yes"})
    return hub


async def test_people_are_chosen_and_added_and_support_agrees_to_what_they_are_asked_for(
    app: Litestar, made: Practice, ben: Client
) -> None:
    assert f"/office/{made.group}/request" in (await ben.get(f"/office/{made.group}")).text
    hub = await asked(ben, made)
    assert "Go on with the request" in await words(ben, f"/office/{made.group}/request")
    assert "support checks the request" in await words(ben, f"{hub}/check")
    done = await send(ben, f"{hub}/check")
    number = re.findall(r"CS\d+", done.headers["location"])[0]
    assert number in await words(ben, f"/requests/{number}/sent")
    who = re.findall(rf"/requests/{number}/why/[^\"]+", (await ben.get(f"/requests/{number}")).text)
    assert any(["once support has approved" in await words(ben, each) for each in {*who}])
    # However often it is sent.
    again = await ben.post_form(f"{hub}/check")
    assert again.headers["location"] == done.headers["location"]

    staff = await sign_in_staff(app, "analyst")
    case = f"/support/requests/{number}"
    page = (await staff.get(case)).text
    lines = re.findall(r'name="lines.lines" [^>]*value="([^"]+)"', page)
    assert len(lines) == 2 and "Wei L Chen: Cerner" in unescape(page)
    refused = await staff.post_form(f"{case}/lines", {"lines.lines": lines, "lines.decision": "decline"})
    assert refused.status_code == 422 and "Say why" in refused.text
    await staff.post_form(f"{case}/lines", {"lines.lines": lines, "lines.decision": "approve"})
    states = await Grant.select(Grant.state).where(Grant.id.is_in(lines))
    assert {row["state"] for row in states} == {"approved"}
    assert "lines.lines" not in (await staff.get(case)).text


async def test_who_only_forgot_a_password_is_not_added_again(made: Practice, ben: Client) -> None:
    begun = await send(ben, f"/office/{made.group}/request", {}, "new")
    new = begun.headers["location"]
    taken = await send(ben, new, {**CODER, "email": AMARA.email}, "save")
    said = " ".join(unescape(taken.text).split())
    assert taken.status_code == 422 and "is in your practice already: Enabled. They have this email" in said
    assert 'href="/reset"' in taken.text and "/help" in taken.text
    alike = await send(ben, new, {**CODER, "first_name": "Ana", "last_name": "Okafor"}, "save")
    assert alike.status_code == 422 and "Their name is similar" in alike.text
    kept = await send(
        ben, new, {**CODER, "first_name": "Ana", "last_name": "Okafor", "namesake": "yes"}, "save"
    )
    assert kept.status_code == 303, kept.text
    assert not await Member.exists().where(Member.first_name == "Ana")


async def test_nobody_chosen_is_said_beside_the_list(made: Practice, ben: Client) -> None:
    answer = await send(ben, f"/office/{made.group}/request", {}, "")
    assert answer.status_code == 422 and "Choose at least one person" in answer.text


async def test_a_change_that_gives_more_is_decided_in_the_console(
    app: Litestar, made: Practice, ben: Client
) -> None:
    key = made.members["Amara"]
    page = f"/office/people/{key}/edit"
    form = unescape((await ben.get(page)).text)
    assert 'value="12345"' in form and 'name="email"' not in form
    drawn = (await open_person(portal_of(app), await load_member(key), None)).form
    typed = {name: list(sent) for name, sent in drawn.sent.items()}
    wrong = await ben.post_form(page, {**typed, f"{key}.last_name": ""})
    assert wrong.status_code == 422 and f"{key}-last_name-error" in wrong.text
    sent = await ben.post_form(page, {**typed, f"{key}.license_number": "48213"})
    assert "Support decides about this change" in sent.text
    waits = await open_change_of(key)
    assert waits and "Support decides about a change" in await words(ben, f"/office/people/{key}")

    await ben.post_form(f"{page}/withdraw")
    assert await open_change_of(key) is None
    await ben.post_form(page, {**typed, f"{key}.license_number": "48213"})
    waits = await open_change_of(key)
    assert waits

    staff = await sign_in_staff(app, "analyst")
    case = f"/support/changes/{waits.id}"
    assert "48213" in await words(staff, case) and "Amara Okafor" in await words(staff, case)
    refused = await staff.post_form(case, {"decision": "decline"})
    assert refused.status_code == 422 and "Say why" in refused.text
    await staff.post_form(case, {"decision": "approve"})
    assert (await load_member(key)).details.license_number == "48213"
