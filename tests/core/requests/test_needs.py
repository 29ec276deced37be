"""What an account needs to do: every kind of it comes and goes with the acts that people do."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from core.activation import identifying
from core.actor import Actor
from core.agreements.actions.due import attend
from core.agreements.queries import latest_of_request
from core.database import Database, count_statements
from core.enrollment import starting
from core.messages import actions as messages
from core.messages.forms import NewMessage
from core.portal import Portal
from core.requests import corrections
from core.requests.plugin_pages import opened, submit_page
from core.requests.queries.needs import find_standing
from core.requests.sending_anew import send_own_anew
from core.reviews.queries.needs import EVERY_NEED
from plugins.dsm.handshake import Recorded
from tests.conftest import MovableClock
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    active,
    bring_in_force,
    portal_for,
    practice,
    signing_for,
    themselves,
)
from tests.practices.enrolling import account_for

DSM = {"dsm.direct_address": "amara@direct.peaks.example"}
OLGA = replace(BEN, first="Olga", email="olga@valley.example")


@pytest.fixture
def portal(database: Database, clock: object) -> Portal:
    return portal_for()


async def needs(by: Actor) -> list[tuple[str, str]]:
    with count_statements() as statements:
        standing = await find_standing(portal_for(), by.account or uuid4(), EVERY_NEED)
    assert len(statements) == 1
    return [(each.kind, each.group) for each in standing.needs]


async def sign(portal: Portal, request: object) -> None:
    sent = await latest_of_request(request)
    assert sent
    await bring_in_force(signing_for(portal), sent)


@pytest.mark.both_databases
async def test_whoever_signs_needs_to_sign_until_they_have(portal: Portal) -> None:
    made = await practice(portal, BEN, AMARA, in_force=False)
    amara, stranger = await account_for(portal, AMARA), await account_for(portal, OLGA)
    assert await needs(made.by) == [("sign", "Peaks")] == await needs(amara)
    assert await needs(stranger) == []
    (need,) = (await find_standing(portal, amara.account or uuid4(), EVERY_NEED)).needs
    assert need.number == made.number and need.since and need.until and need.since < need.until
    sent = await latest_of_request(made.request)
    assert sent and need.key in {each.id for each in sent.signers if each.email == AMARA.email}
    await sign(portal, made.request)
    assert await needs(made.by) == [] == await needs(amara)


async def test_whoever_administers_needs_to_send_an_agreement_again_that_was_late(
    portal: Portal, clock: MovableClock
) -> None:
    made = await practice(portal, BEN, AMARA, in_force=False)
    amara = await account_for(portal, AMARA)
    clock.advance(days=60)
    await attend(signing_for(portal), made.agreement)
    assert await needs(made.by) == [("send-anew", "Peaks")] and await needs(amara) == []
    await send_own_anew(signing_for(portal), made.number, by=made.by)
    assert await needs(made.by) == [("sign", "Peaks")] == await needs(amara)


async def test_whoever_administers_needs_to_correct_and_to_read_what_support_wrote(portal: Portal) -> None:
    made, other = await practice(portal, BEN, AMARA), await practice(portal, OLGA, AMARA, name="Valley")
    fields = [f"{made.members['Amara']}.npi"]
    await corrections.give_back(portal, made.number, fields, "Not in the register", by=ANALYST)
    told = NewMessage(text="Please call us.", once=uuid4(), seen=0)
    await messages.answer(portal, made.number, told, by=ANALYST)
    assert await needs(made.by) == [("correct", "Peaks"), ("answer", "Peaks")]
    assert all(
        each.since for each in (await find_standing(portal, made.by.account or uuid4(), EVERY_NEED)).needs
    )
    assert await needs(other.by) == [] == await needs(await account_for(portal, AMARA))
    await messages.mark_read(made.number, 1, by=made.by)
    await corrections.take_back(made.number, by=ANALYST)
    assert await needs(made.by) == []


async def test_only_whose_turn_it_is_at_a_page_of_an_application_is_told(portal: Portal) -> None:
    made = await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=DSM))
    other = await active(portal, OLGA, name="Valley")
    amara, grant, seen = await themselves(made, "Amara"), made.grants["Amara", "dsm"], []
    steps = ("asked", ANALYST), ("sent", made.by), ("arrived", ANALYST), ("answered", ANALYST)
    for step, by in (*steps, ("confirmed", made.by)):
        audience = "administrator" if by is made.by else "analyst"
        page = await opened(portal, grant, "test-messages", audience, by=by)
        await submit_page(page, Recorded(step=step))
        seen.append([kind for kind, _ in await needs(made.by)])
        assert await needs(amara) == [] == await needs(other.by)
    assert seen == [["page"], [], [], ["page"], []]


async def test_what_a_page_asks_says_for_whom_and_what(portal: Portal) -> None:
    made = await active(portal, BEN, replace(AMARA, wants=("dsm",), answers=DSM))
    page = await opened(portal, made.grants["Amara", "dsm"], "test-messages", "analyst", by=ANALYST)
    await submit_page(page, Recorded(step="asked"))
    (need,) = (await find_standing(portal, made.by.account or uuid4(), EVERY_NEED)).needs
    assert (need.key, need.path, need.person) == (made.grants["Amara", "dsm"], "test-messages", AMARA.name)
    assert need.what == "Send a test message from the record system of your practice"


@pytest.mark.parametrize("same", [True, False])
async def test_whoever_administers_needs_to_say_whether_somebody_is_the_same_person(
    portal: Portal, same: bool
) -> None:
    first = await active(portal, BEN, AMARA)
    made = await active(portal, OLGA, AMARA, name="Valley")
    assert await needs(made.by) == [("same-person", "Valley")] and await needs(first.by) == []
    (need,) = (await find_standing(portal, made.by.account or uuid4(), EVERY_NEED)).needs
    assert (need.key, need.person) == (made.members["Amara"], AMARA.name) and need.until
    await identifying.answer_about(portal, need.key, same=same, by=made.by)
    assert await needs(made.by) == []


async def test_whoever_registers_needs_to_finish_it(portal: Portal) -> None:
    ben, olga = await account_for(portal, BEN), await account_for(portal, OLGA)
    draft = await starting.start(by=ben)
    assert await needs(ben) == [("register", "")] and await needs(olga) == []
    await starting.abandon(draft, by=ben)
    assert await needs(ben) == []


async def test_it_says_for_which_practices_and_under_which_name_one_is_signed_in(portal: Portal) -> None:
    made = await practice(portal, BEN, AMARA)
    before = await find_standing(portal, made.by.account or uuid4(), EVERY_NEED)
    assert (before.practices, before.login) == (("Peaks",), "")
    working = await active(portal, OLGA, AMARA, name="Valley")
    olga = await themselves(working, "Olga")
    after = await find_standing(portal, olga.account or uuid4(), EVERY_NEED)
    assert after.practices == ("Valley",) and after.login
    assert (await find_standing(portal, uuid4(), EVERY_NEED)).practices == ()
