import asyncio

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.audit.tables import AuditEvent
from core.database import Database
from core.database.leases import claim
from core.mail.smtp import MailServer
from core.mail.tables import OutboxMail
from core.mail.worker import LEASE_SECONDS, MailWorker
from tests.conftest import MovableClock
from tests.core.mail.sample import BASE, MAIL, SITE, send_confirmation
from tests.mail_server import PostOffice

pytestmark = pytest.mark.both_databases


def _worker(office: PostOffice | None, *, seconds: float = 5, keep_text: bool = False) -> MailWorker:
    server = None
    if office is not None:
        server = MailServer("127.0.0.1", office.port, starttls=False, seconds=seconds)
    return MailWorker(MAIL, server, keep_text=keep_text, idle_seconds=0.05)


async def _queue(to: str = "ada@practice.example") -> None:
    async with change("account.made", by=SYSTEM):
        await send_confirmation(to)


async def _row() -> dict:
    (row,) = await OutboxMail.select()
    return row


async def _events() -> list[str]:
    return [row["action"] for row in await AuditEvent.select(AuditEvent.action).order_by(AuditEvent.number)]


async def test_a_mail_arrives_as_text_and_html_under_its_message_id(
    database: Database, smtp: PostOffice
) -> None:
    await _queue()
    assert await _worker(smtp).deliver_due() == 1

    (mail,) = smtp.to("ada@practice.example")
    row = await _row()
    assert mail.message_id == row["message_id"]
    assert mail.message["From"] == f"{SITE.brand.name} <portal@portal.example>"
    assert mail.code == "123456" and mail.link == f"{BASE}/confirm/abc"
    assert "123456" in mail.html and f'href="{BASE}/confirm/abc"' in mail.html


async def test_what_was_sent_keeps_no_link_and_no_code(database: Database, smtp: PostOffice) -> None:
    await _queue()
    await _worker(smtp).deliver_due()

    row = await _row()
    assert (row["state"], row["text"], row["due"], row["lease"]) == ("sent", "", None, None)
    assert row["sent_at"] is not None
    assert await _events() == ["account.made", "mail.sent"]
    assert await _worker(smtp).deliver_due() == 0


async def test_an_address_the_server_refuses_is_shown_and_not_tried_again(
    database: Database, smtp: PostOffice
) -> None:
    smtp.next_answers = ["RCPT 550 5.1.1 no such mailbox"]
    await _queue()
    await _worker(smtp).deliver_due()

    row = await _row()
    assert (row["state"], row["due"], row["text"]) == ("refused", None, "")
    assert row["reason"] == "550 5.1.1 no such mailbox"
    assert await _events() == ["account.made", "mail.refused"]


@pytest.mark.parametrize(
    "answer",
    [
        "RCPT 451 4.7.1 try later",
        "451 4.3.0 try later",
        "421 4.3.2 closing",
        "hang",
        "drop before accepting",
    ],
)
async def test_a_mail_that_was_not_taken_is_tried_again(
    database: Database, smtp: PostOffice, clock: MovableClock, answer: str
) -> None:
    smtp.next_answers = [answer]
    await _queue()
    worker = _worker(smtp, seconds=0.3)
    await worker.deliver_due()
    row = await _row()
    assert (row["state"], row["attempts"]) == ("waiting", 1) and row["reason"] and row["text"]
    assert await worker.deliver_due() == 0

    clock.advance(minutes=1)
    await _worker(smtp).deliver_due()

    assert (await _row())["state"] == "sent"
    assert len(smtp.to("ada@practice.example")) == 1


async def test_a_second_copy_has_the_message_id_of_the_first(
    database: Database, smtp: PostOffice, clock: MovableClock
) -> None:
    smtp.next_answers = ["drop after accepting"]
    await _queue()
    worker = _worker(smtp)
    await worker.deliver_due()
    clock.advance(minutes=1)
    await worker.deliver_due()

    first, second = smtp.to("ada@practice.example")
    assert first.message_id == second.message_id
    assert first.message["Date"] == second.message["Date"]


async def test_a_server_that_is_down_delays_and_a_day_of_it_ends_in_a_visible_state(
    database: Database, clock: MovableClock
) -> None:
    await _queue()
    nowhere = MailWorker(MAIL, MailServer("127.0.0.1", 9, starttls=False))
    await nowhere.deliver_due()
    assert (await _row())["state"] == "waiting"

    clock.advance(hours=24)
    await nowhere.deliver_due()

    row = await _row()
    assert (row["state"], row["text"], row["due"]) == ("dead", "", None)
    assert row["reason"]


async def test_one_mail_that_hangs_does_not_hold_up_the_others(database: Database, smtp: PostOffice) -> None:
    smtp.next_answers = ["hang"]
    for number in range(4):
        await _queue(f"person{number}@practice.example")

    await _worker(smtp, seconds=1.5).deliver_due()

    states = [row["state"] for row in await OutboxMail.select(OutboxMail.state)]
    assert sorted(states) == ["sent", "sent", "sent", "waiting"]


async def test_a_worker_that_wakes_up_after_its_lease_sends_nothing(
    database: Database, smtp: PostOffice, clock: MovableClock
) -> None:
    await _queue()
    (lease,) = await claim(OutboxMail, limit=1, seconds=LEASE_SECONDS)
    clock.advance(minutes=10)
    assert await _worker(smtp).deliver_due() == 1

    await _worker(smtp)._deliver(lease)

    assert len(smtp.received) == 1
    assert await _events() == ["account.made", "mail.sent"]


async def test_a_demo_without_a_mail_server_keeps_the_mails(database: Database) -> None:
    await _queue()
    await _worker(None, keep_text=True).deliver_due()

    row = await _row()
    assert row["state"] == "sent" and "123456" in row["text"]


async def test_mails_leave_while_the_worker_runs_and_it_stops(database: Database, smtp: PostOffice) -> None:
    async with _worker(smtp).running():
        await _queue()
        await smtp.mail_to("ada@practice.example", subject="Confirm")
    await _queue("eve@practice.example")

    assert smtp.to("eve@practice.example") == []


async def test_many_workers_send_every_mail_once(database: Database, smtp: PostOffice) -> None:
    for number in range(30):
        await _queue(f"person{number}@practice.example")
    workers = [_worker(smtp) for _ in range(5)]
    while await asyncio.gather(*(worker.deliver_due() for worker in workers)) != [0] * 5:
        pass

    assert len(smtp.received) == 30
    assert len({mail.to for mail in smtp.received}) == 30


async def test_a_name_in_letters_of_another_script_arrives_whole(
    database: Database, smtp: PostOffice
) -> None:
    async with change("account.made", by=SYSTEM):
        await MAIL.send(
            to="ada@practice.example",
            template="request-submitted",
            about=("request", "1"),
            path="/requests/1",
            number="CS0001022",
            group_name="Clínica Ñandú 漢字 <b>",
            people=3,
            next_step="signatures",
        )
    await _worker(smtp).deliver_due()

    (mail,) = smtp.received
    assert "Clínica Ñandú 漢字 <b>" in mail.text
    assert "Clínica Ñandú 漢字 &lt;b&gt;" in mail.html
