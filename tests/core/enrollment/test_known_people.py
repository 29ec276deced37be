"""Several people of one practice who may be known already: one mail, one reminder, an answer about each."""

import re
from dataclasses import replace

import pytest

from core.access.by_date import handlers
from core.activation import identifying
from core.database import Database
from core.due.worker import DueWorker
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.requests.queries.mails import mails_of
from tests.conftest import MovableClock
from tests.practices import AMARA, BEN, Someone, active, portal_for

PORTAL = portal_for()


@pytest.mark.both_databases
async def test_several_who_are_known_are_asked_about_in_one_mail_and_reminded_of_in_one(
    database: Database, clock: MovableClock
) -> None:
    cora = Someone("Cora", "Diaz", "cora@peaks.example")
    await active(PORTAL, BEN, AMARA, cora)
    olga = replace(BEN, email="olga@valley.example", first="Olga")
    made = await active(PORTAL, olga, AMARA, cora, name="Valley")
    (asked,) = await OutboxMail.select().where(OutboxMail.template.like("known-%"))
    assert (asked["template"], asked["recipient"]) == ("known-people", "olga@valley.example")
    assert "Amara Okafor" in asked["text"] and "Cora Diaz" in asked["text"]
    assert made.by.account
    listed = [each.title for each in await mails_of(made.number, made.by.account) if each.question]
    assert len(listed) == 2

    amaras, coras = re.findall(r"/known-person/(\S+)", asked["text"])
    await identifying.answer(PORTAL, amaras, same=True, by=made.by)
    assert {(await load_member(made.members[each])).person_state for each in ("Amara", "Cora")} == {
        "known",
        "asked",
    }
    clock.advance(days=8)
    while await DueWorker(handlers(PORTAL)).attend_due():
        pass
    reminded = await OutboxMail.select().where(OutboxMail.template.like("known-%-reminder"))
    assert [each["template"] for each in reminded] == ["known-person-reminder"], "of who is still asked about"
    assert coras not in reminded[0]["text"]


async def test_a_reminder_names_everybody_who_waits_once(database: Database, clock: MovableClock) -> None:
    cora = Someone("Cora", "Diaz", "cora@peaks.example")
    await active(PORTAL, BEN, AMARA, cora)
    await active(PORTAL, replace(BEN, email="olga@valley.example", first="Olga"), AMARA, cora, name="Valley")
    for _ in range(3):
        clock.advance(days=8)
        while await DueWorker(handlers(PORTAL)).attend_due():
            pass
    (reminded,) = await OutboxMail.select().where(OutboxMail.template.like("known-%-reminder"))
    assert "Amara Okafor" in reminded["text"] and "Cora Diaz" in reminded["text"]
