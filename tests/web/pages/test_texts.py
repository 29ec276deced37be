"""Texts that staff keep: managed on their own page, put into messages and reasons without losing a word."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar

from core.console.text_blocks import text_blocks
from core.identity.sessions import start
from tests.practices import AMARA, BEN, practice
from tests.practices.portals import portal_for
from tests.web.people import Client, client_for, csrf_in, sign_in_staff

HOURS = "We answer the telephone from 8 AM to 5 PM."


@pytest.fixture
async def kim(app: Litestar) -> Client:
    return await sign_in_staff(app, "analyst")


async def send(client: Client, page: str, path: str, **fields: object):
    return await client.post(path, data={"csrf": csrf_in((await client.get(page)).text), **fields})


@pytest.mark.both_databases
async def test_a_text_is_saved_changed_and_deleted_on_its_page(kim: Client):
    page = "/support/texts"
    assert (await send(kim, page, page, name="Hours", text=HOURS)).status_code == 303
    assert HOURS in (await kim.get(page)).text
    again = await send(kim, page, page, name="hours", text="Other words")
    assert again.status_code == 422 and "Another text has this name" in again.text
    assert "Other words" in again.text, "what was typed is kept"
    (block,) = await text_blocks()
    changed = await send(kim, f"{page}/{block.id}", f"{page}/{block.id}", name="Hours", text="Day and night")
    assert changed.status_code == 303 and "Day and night" in (await kim.get(page)).text
    await send(kim, page, f"{page}/{block.id}/delete")
    assert await text_blocks() == ()


async def test_a_text_goes_behind_what_was_typed_and_nothing_is_sent(kim: Client):
    made = await practice(portal_for(), BEN, AMARA)
    await send(kim, "/support/texts", "/support/texts", name="Hours", text=HOURS)
    (block,) = await text_blocks()
    case = f"/support/requests/{made.number}"
    put_in = {"insert": "yes", "block": str(block.id)}

    message = {"text": "Good morning,", "once": str(block.id), "seen": "0"}
    drawn = await send(kim, case, f"{case}/messages", **message, **put_in)
    assert drawn.status_code == 200 and f"Good morning,\n\n{HOURS}" in drawn.text.replace("&#10;", "\n")
    assert 'id="message-1"' not in drawn.text
    sent = await send(kim, case, f"{case}/messages", **message, block=str(block.id))
    assert sent.status_code == 303, "the list of texts is no strange field"

    drawn = await send(
        kim, f"{case}/give-back", f"{case}/give-back", reason="", fields="practice.phone", **put_in
    )
    assert drawn.status_code == 200 and HOURS in drawn.text
    assert 'value="practice.phone" checked' in drawn.text


async def test_one_message_goes_to_selected_practices_after_a_look_at_who_gets_it(kim: Client):
    made = await practice(portal_for(), BEN, AMARA)
    queue = "/support/queues/credentials"
    assert "Write to every practice in this list" in (await kim.get(queue)).text
    look = f"/support/write?number={made.number}&back={queue}"
    page = (await kim.get(look)).text
    assert "Write to 1 practice" in page and BEN.email in page
    assert made.number in (await kim.get(f"/support/write?all=yes&back={queue}")).text

    fields = {"number": made.number, "back": queue, "once": str(made.request), "seen": "0"}
    empty = await send(kim, look, "/support/write", text="", **fields)
    assert empty.status_code == 422 and "Write your message" in empty.text and BEN.email in empty.text
    for _ in range(2):
        told = await send(kim, look, "/support/write", text=HOURS, **fields)
        assert "1 practice was written to" in told.text
    case = (await kim.get(f"/support/requests/{made.number}")).text
    assert case.count(HOURS) == 1


def unfolded(page: str) -> list[str]:
    """Whose answers stand open on the page to give back."""
    return re.findall(r'<details class="govuk-details" open>\s*<summary[^>]*><span[^>]*>([^<]+)', page)


async def test_staff_ask_beside_the_value_and_the_practice_reads_it_beside_the_field(
    app: Litestar, kim: Client
):
    made = await practice(portal_for(), BEN, AMARA)
    case = f"/support/requests/{made.number}"
    page = (await kim.get(f"{case}/give-back?field=practice.phone")).text
    assert 'value="practice.phone" checked' in page
    assert AMARA.npi in page, "the present value stands beside its box"
    assert "Amara Okafor" not in unfolded(page)
    npi = f"{made.members['Amara']}.npi"
    assert f'href="{case}/give-back#{made.members["Amara"]}"' in (await kim.get(case)).text
    field = {f"question.{npi}": "One digit is wrong"}
    refused = await send(kim, f"{case}/give-back", f"{case}/give-back", fields="practice.phone", **field)
    assert refused.status_code == 422 and "One digit is wrong" in refused.text
    assert "Amara Okafor" in unfolded(refused.text)
    assert (await send(kim, f"{case}/give-back", f"{case}/give-back", **field)).status_code == 303
    theirs = client_for(app)
    assert made.by.account
    theirs.carry(await start(made.by.account, "full", by=made.by))
    assert "Support asks: One digit is wrong" in (await theirs.get(f"/requests/{made.number}/correct")).text
