import asyncio
from uuid import uuid4

import pytest

from core.access.tables import Request
from core.actor import Actor
from core.errors import NotFound, TooMany
from core.mail.tables import OutboxMail
from core.messages import actions, queries
from core.messages.forms import NewMessage
from core.messages.tables import Message
from core.portal import Portal
from tests.audit_diff import audited

pytestmark = pytest.mark.both_databases

SECRET = "The coder starts on Monday"


def said(text: str = SECRET, seen: int = 0) -> NewMessage:
    return NewMessage(text=text, once=uuid4(), seen=seen)


async def _talk(number: str, side: queries.Side, before: int | None = None) -> queries.Conversation:
    row = await Request.select(Request.id).where(Request.number == number).first()
    assert row is not None
    return await queries.conversation(row["id"], side, before)


async def mails() -> list[tuple[str, str, str]]:
    rows = await OutboxMail.select().where(OutboxMail.template == "message-waiting")
    return [(row["recipient"], row["subject"], row["text"]) for row in rows]


async def test_each_side_is_told_who_wrote_and_never_what(
    portal: Portal, number: str, by: Actor, analyst: Actor, clock
):
    async with audited():
        await actions.write(portal, number, said(), by=by)
    clock.advance(minutes=5)
    async with audited():
        await actions.answer(portal, number, said("Thank you", seen=1), by=analyst)

    to_support, to_practice = await mails()
    assert to_support[0] == "ccsupport@bannerhealth.com" and "Ben Ruiz" in to_support[2]
    assert to_practice[0] == "ben@peaks.example" and "Dana Whitfield" in to_practice[2]
    assert number in to_practice[1] and f"/requests/{number}" in to_practice[2]
    assert SECRET not in to_support[2] and "Thank you" not in to_practice[2]
    talk = await _talk(number, "practice")
    assert [(each.name, each.text, each.new) for each in talk.messages] == [
        ("Ben Ruiz", SECRET, False),
        ("Dana Whitfield", "Thank you", True),
    ]


async def test_what_is_new_stays_marked_until_it_was_seen(
    portal: Portal, number: str, by: Actor, analyst: Actor
):
    await actions.answer(portal, number, said("First"), by=analyst)
    await actions.answer(portal, number, said("Second"), by=analyst)
    await actions.mark_read(number, 1, by=by)

    talk = await _talk(number, "practice")
    assert [each.new for each in talk.messages] == [False, True] and talk.unread
    await actions.mark_read(number, 99, by=by)
    assert not (await _talk(number, "practice")).unread
    await actions.answer(portal, number, said("Third"), by=analyst)
    assert (await _talk(number, "practice")).messages[-1].new


async def test_an_answer_takes_the_request_from_the_queue(
    portal: Portal, number: str, by: Actor, analyst: Actor, clock
):
    assert await queries.unanswered() == []
    await actions.write(portal, number, said(), by=by)
    since = clock()
    clock.advance(hours=1)
    await actions.write(portal, number, said("And one thing more"), by=by)

    (waiting,) = await queries.unanswered()
    assert (waiting.number, waiting.waiting_since, waiting.unread) == (number, since, True)
    assert await queries.unanswered((waiting.waiting_since, waiting.request)) == []
    await actions.mark_read_by_support(number, 2, by=analyst)
    assert [each.unread for each in await queries.unanswered()] == [False]
    await actions.answer(portal, number, said("Yes", seen=2), by=analyst)
    assert await queries.unanswered() == []


async def test_what_needs_no_answer_leaves_the_queue(portal: Portal, number: str, by: Actor, analyst: Actor):
    await actions.write(portal, number, said("Thank you"), by=by)
    await actions.needs_no_answer(number, by=analyst)
    assert await queries.unanswered() == []


async def test_the_same_form_sent_many_times_makes_one_message(portal: Portal, number: str, by: Actor):
    form = said()
    await asyncio.gather(*(actions.write(portal, number, form, by=by) for _ in range(10)))
    assert await Message.count() == 1 and len(await mails()) == 1


async def test_messages_written_at_once_are_all_kept_in_one_order(portal: Portal, number: str, by: Actor):
    await asyncio.gather(*(actions.write(portal, number, said(str(n)), by=by) for n in range(10)))
    rows = await Message.select(Message.number).order_by(Message.number)
    assert [row["number"] for row in rows] == list(range(1, 11))


async def test_nobody_writes_or_reads_about_what_is_not_theirs(portal: Portal, number: str, by: Actor):
    stranger = Actor("person", uuid4(), "Someone")
    for key, who in ((number, stranger), ("CS0009999", by)):
        with pytest.raises(NotFound):
            await actions.write(portal, key, said(), by=who)
        with pytest.raises(NotFound):
            await actions.mark_read(key, 1, by=who)
    assert await Message.count() == 0


async def test_nobody_floods_the_other_side(portal: Portal, number: str, by: Actor):
    for _ in range(actions.PER_HOUR.times):
        await actions.write(portal, number, said(), by=by)
    with pytest.raises(TooMany):
        await actions.write(portal, number, said(), by=by)


async def test_a_long_conversation_is_read_page_by_page(
    portal: Portal, number: str, analyst: Actor, by: Actor
):
    for each in range(queries.PAGE + 2):
        writer, to = (by, actions.write) if each % 2 else (analyst, actions.answer)
        await to(portal, number, said(str(each)), by=writer)
    newest = await _talk(number, "support")
    assert len(newest.messages) == queries.PAGE and newest.messages[-1].text == str(queries.PAGE + 1)
    earlier = await _talk(number, "support", newest.before)
    assert [each.text for each in earlier.messages] == ["0", "1"] and earlier.before is None
