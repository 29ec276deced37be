"""One message reaches many practices: each once, with one mail, and what they wait for stays unanswered."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core.actor import Actor
from core.console.queries.queues import Filters
from core.console.to_many import PER_HOUR, practices_in, practices_of, write_to_each
from core.database import Database, count_statements
from core.errors import Invalid, TooMany
from core.groups.tables import Appointment
from core.mail.tables import OutboxMail
from core.messages.actions import write
from core.messages.forms import NewMessage
from core.messages.tables import Message, Thread
from tests.practices import AMARA, BEN, Practice, portal_for, practice

pytestmark = pytest.mark.both_databases
KIM = Actor("staff", uuid4(), "Kim Alvarez")
NEWS = "The directory is closed on Sunday."


async def two() -> tuple[Practice, Practice]:
    portal = portal_for()
    mesa = [replace(each, email=f"mesa.{each.email}", npi="") for each in (BEN, AMARA)]
    return await practice(portal, BEN, AMARA), await practice(portal, *mesa, name="Mesa")


async def mails() -> int:
    return int(await OutboxMail.count().where(OutboxMail.subject.like("%message%")))


async def test_each_practice_is_written_to_once_however_often_it_is_sent(database: Database):
    portal, made = portal_for(), await two()
    numbers, once, before = [each.number for each in made], uuid4(), await mails()
    for _ in range(3):
        told = await write_to_each(portal, [*numbers, *numbers], NEWS, once, by=KIM)
        assert [(each.to.number, each.against) for each in told] == [(number, "") for number in numbers]

    assert [row["text"] for row in await Message.select(Message.text)] == [NEWS, NEWS]
    assert await mails() == before + 2
    await write_to_each(portal, numbers, NEWS, uuid4(), by=KIM)
    assert await Message.count() == 4


async def test_what_a_practice_asked_stays_unanswered(database: Database):
    portal, (made, _) = portal_for(), await two()
    question = NewMessage(text="When?", once=uuid4(), seen=0)
    await write(portal, made.number, question, by=made.by)
    since = await Thread.select(Thread.waiting_since).first()
    await write_to_each(portal, [made.number], NEWS, uuid4(), by=KIM)

    assert await Thread.select(Thread.waiting_since).first() == since and since["waiting_since"]


async def test_a_list_is_written_to_as_its_filter_says(database: Database):
    portal, (made, other) = portal_for(), await two()
    found, more = await practices_in(portal, "credentials", Filters(), by=KIM)
    assert ([each.name for each in found], more) == (["Peaks", "Mesa"], False)
    assert all("@" in each.email and each.administrator for each in found)
    (found, _) = await practices_in(portal, "credentials", Filters(search="mesa"), by=KIM)
    assert [each.number for each in found] == [other.number]
    with count_statements() as statements:
        await practices_of(portal, [made.number, other.number])
    assert len(statements) <= 5


async def test_a_practice_for_which_nobody_acts_is_left_out_with_its_reason(database: Database):
    portal, (made, other) = portal_for(), await two()
    await Appointment.update({Appointment.held_for: None}).where(Appointment.group == made.group)
    told = await write_to_each(portal, [made.number, other.number], NEWS, uuid4(), by=KIM)

    assert [bool(each.against) for each in told] == [True, False]


async def test_nothing_is_sent_without_a_text_or_too_often(database: Database):
    portal, (made, _) = portal_for(), await two()
    with pytest.raises(Invalid):
        await write_to_each(portal, [made.number], " ", uuid4(), by=KIM)
    for _ in range(PER_HOUR.times):
        await write_to_each(portal, [made.number], NEWS, uuid4(), by=KIM)
    with pytest.raises(TooMany):
        await write_to_each(portal, [made.number], NEWS, uuid4(), by=KIM)
    with pytest.raises(Invalid):
        await practices_of(portal, [f"CS{number:07}" for number in range(201)])
