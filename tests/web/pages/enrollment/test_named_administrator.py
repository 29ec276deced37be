"""Another person than the one who registers is named as administrator, and takes the request over."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar

from core.groups.rights import administrator_of
from core.groups.tables import Group
from core.mail.tables import OutboxMail
from tests.web.people import Client, sign_in_person
from tests.web.practices import ADMINISTRATOR, SPONSOR, begun, hidden, send, submitted

MAEVE = {**ADMINISTRATOR, "email": "maeve@elsewhere.example"}
QUESTION = "Are you the group administrator?"


@pytest.fixture
async def oscar(app: Litestar) -> Client:
    """Registers, and is no member."""
    return await sign_in_person(app, "oscar@peaks.example")


async def opens(client: Client, number: str) -> bool:
    listed = number in (await client.get("/requests")).text
    status = (await client.get(f"/requests/{number}")).status_code
    assert status == (200 if listed else 404)
    return listed


async def links() -> list[tuple[str, str]]:
    """The recipient and the path of every link in every mail."""
    rows = await OutboxMail.select().order_by(OutboxMail.queued_at)
    found = []
    for row in rows:
        paths = re.findall(r"https?://[^/\s]+(/\S*)", row["text"])
        found += [(row["recipient"], path) for path in paths]
    return found


async def test_ones_own_address_is_taken_without_a_question(luis: Client) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", SPONSOR)
    assert QUESTION not in (await luis.get(f"{hub}/administrator")).text
    own = {**ADMINISTRATOR, "email": " Luis@Peaks.example"}
    assert (await send(luis, f"{hub}/administrator", own)).status_code == 303


@pytest.mark.parametrize("same", ["yes", "no"])
async def test_another_address_is_asked_about(luis: Client, same: str) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", SPONSOR)
    typed = {**MAEVE, "same_person": same}
    del typed["is_oneself"]

    asked = await send(luis, f"{hub}/administrator", typed)
    assert asked.status_code == 422
    assert QUESTION in asked.text and "Say whether you are the group administrator" in asked.text
    assert "you no longer see the request" in asked.text
    oneself = await send(luis, f"{hub}/administrator", {**typed, "is_oneself": "yes"})
    assert oneself.status_code == 422
    assert "Your account has the email address luis@peaks.example" in oneself.text
    another = await send(luis, f"{hub}/administrator", {**typed, "is_oneself": "no"})
    assert another.status_code == 303
    assert "You named another person" in (await luis.get(f"{hub}/check")).text


async def test_an_address_of_the_sponsor_that_changes_later_is_asked_about_before_sending(
    luis: Client,
) -> None:
    hub = await begun(luis)
    await send(luis, f"{hub}/sponsor", {**SPONSOR, "email": "luis@peaks.example"})
    assert (await send(luis, f"{hub}/administrator", {"same_person": "yes"})).status_code == 303
    await send(luis, f"{hub}/sponsor", SPONSOR)
    assert "Say whether you are the group administrator" in (await luis.get(f"{hub}/check")).text


@pytest.mark.both_databases
async def test_the_request_is_theirs_once_the_named_person_takes_it_over(
    app: Litestar, oscar: Client
) -> None:
    number = await submitted(oscar)
    take_over = f"/requests/{number}/take-over"
    stranger = await sign_in_person(app, "stranger@peaks.example")
    luis = await sign_in_person(app, "luis@peaks.example")
    assert [await opens(each, number) for each in (oscar, luis, stranger)] == [True, True, False]
    assert f'href="{take_over}"' in (await luis.get(f"/requests/{number}")).text
    assert f'href="{take_over}"' not in (await oscar.get(f"/requests/{number}")).text
    for other in (oscar, stranger):
        assert [(await other.get(take_over)).status_code, (await other.post_form(take_over)).status_code] == [
            404, 404,
        ]  # fmt: skip
    page = (await luis.get(take_over)).text
    assert "no longer sees it" in page and await opens(oscar, number)

    assert (await luis.send_form(take_over)).status_code == 303

    assert [await opens(each, number) for each in (oscar, luis, stranger)] == [False, True, False]
    page = (await luis.get(f"/requests/{number}")).text
    assert take_over not in page and "Taken over by its administrator" in page
    assert (await luis.post_form(take_over)).status_code == 404
    path = f"/requests/{number}/messages"
    sent = await oscar.post(path, data={**hidden(page), "text": "Hello"})
    assert sent.status_code in (403, 404)


async def test_mail_goes_to_who_registered_until_the_request_is_taken_over(
    app: Litestar, oscar: Client
) -> None:
    luis = await sign_in_person(app, "luis@peaks.example")
    number = await submitted(oscar)
    (group,) = await Group.select(Group.id)
    before = await administrator_of(group["id"])
    await luis.send_form(f"/requests/{number}/take-over")
    after = await administrator_of(group["id"])
    assert before and after
    assert (before.email, after.email) == ("oscar@peaks.example", "luis@peaks.example")


@pytest.mark.parametrize("has_account", [True, False])
async def test_every_link_of_every_mail_opens_for_its_recipient(
    app: Litestar, oscar: Client, has_account: bool
) -> None:
    browsers = {"oscar@peaks.example": oscar}
    if has_account:
        browsers["luis@peaks.example"] = await sign_in_person(app, "luis@peaks.example")
    number = await submitted(oscar)
    found = await links()
    stranger = Client(transport=oscar._transport, base_url=str(oscar.base_url))
    assert {"luis@peaks.example", "amara@peaks.example"} <= {recipient for recipient, _ in found}
    assert ("oscar@peaks.example", f"/requests/{number}") in found
    assert ("luis@peaks.example", "/sign-in") in found
    for recipient, path in found:
        answer = await browsers.get(recipient, stranger).get(path, follow_redirects=True)
        assert answer.status_code == 200, (recipient, path)
        assert recipient in browsers or "/requests/" not in path, (recipient, path)
