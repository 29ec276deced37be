"""A document goes with a mail: small in the outbox, the same bytes at every attempt, gone afterwards."""

from datetime import UTC, datetime
from email.message import EmailMessage
from typing import cast
from uuid import uuid4

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.database import Database
from core.mail import Attachment
from core.mail.attachments import CannotBeDrawn
from core.mail.smtp import MailServer
from core.mail.tables import OutboxMail
from core.mail.worker import MailWorker
from core.texts import as_data
from core.texts.blocks import facts, paragraph
from tests.conftest import MovableClock
from tests.core.mail.sample import MAIL, send_confirmation
from tests.mail_server import PostOffice, Received

pytestmark = pytest.mark.both_databases

MOMENT = datetime(2026, 11, 23, 16, tzinfo=UTC)


def _guide(template: str = "getting-started", name: str = "Guide – für Zoë.pdf") -> Attachment:
    blocks = [as_data(facts(["For", "Zoë"])), as_data(paragraph("Read this first."))]
    data = {"title": "Guide", "organization": "Health", "paper": "a4", "name": "Zoë", "blocks": blocks}
    return Attachment(name, template, data)


def _worker(office: PostOffice) -> MailWorker:
    return MailWorker(
        MAIL, MailServer("127.0.0.1", office.port, starttls=False, seconds=20), idle_seconds=0.05
    )


async def _send(attachment: Attachment | None = None) -> None:
    async with change("account.made", by=SYSTEM):
        await send_confirmation(attachment=attachment or _guide())


async def _row() -> dict:
    (row,) = await OutboxMail.select()
    return row


def attached_to(mail: Received) -> tuple[str, str, bytes]:
    """Name, kind and bytes of the one document of a mail."""
    (part,) = [cast(EmailMessage, each) for each in mail.message.iter_attachments()]
    return str(part.get_filename()), part.get_content_type(), cast(bytes, part.get_content())


async def test_a_document_arrives_beside_the_words(database: Database, smtp: PostOffice) -> None:
    await _send()
    queued = (await _row())["queued_at"]
    assert len((await _row())["attachment"]) < 1000
    await _worker(smtp).deliver_due()

    (mail,) = smtp.received
    assert attached_to(mail) == ("Guide – für Zoë.pdf", "application/pdf", _guide().pdf(queued))
    assert mail.code == "123456" and "123456" in mail.html


async def test_nothing_of_it_is_kept_once_it_was_sent(database: Database, smtp: PostOffice) -> None:
    await _send()
    await _worker(smtp).deliver_due()

    row = await _row()
    assert (row["state"], row["text"], row["attachment"]) == ("sent", "", "")


async def test_a_mail_without_a_document_has_none(database: Database, smtp: PostOffice) -> None:
    async with change("account.made", by=SYSTEM):
        await send_confirmation()
    await _worker(smtp).deliver_due()

    assert list(smtp.received[0].message.iter_attachments()) == []


async def test_a_second_copy_brings_the_same_bytes(
    database: Database, smtp: PostOffice, clock: MovableClock
) -> None:
    smtp.next_answers = ["drop after accepting"]
    await _send()
    await _worker(smtp).deliver_due()
    clock.advance(hours=3)
    await _worker(smtp).deliver_due()

    first, second = smtp.received
    assert attached_to(first) == attached_to(second)


async def test_a_document_that_cannot_be_drawn_keeps_its_mail_back_and_says_why(
    database: Database, smtp: PostOffice, clock: MovableClock
) -> None:
    await _send(_guide(template="no-such-template"))
    async with change("account.made", by=SYSTEM):
        await send_confirmation("eve@practice.example")
    await _worker(smtp).deliver_due()

    assert [mail.to for mail in smtp.received] == ["eve@practice.example"]
    (row,) = await OutboxMail.select().where(OutboxMail.recipient == "ada@practice.example")
    assert row["state"] == "waiting" and "can’t be drawn" in row["reason"]

    clock.advance(hours=24)
    await _worker(smtp).deliver_due()
    (row,) = await OutboxMail.select().where(OutboxMail.recipient == "ada@practice.example")
    assert (row["state"], row["text"], row["attachment"]) == ("dead", "", "")


async def test_what_a_rolled_back_change_would_have_attached_does_not_exist(database: Database) -> None:
    with pytest.raises(RuntimeError, match="no"):
        async with change("account.made", by=SYSTEM):
            await send_confirmation(attachment=_guide(), to=f"{uuid4()}@practice.example")
            raise RuntimeError("no")

    assert await OutboxMail.count() == 0


def test_data_that_do_not_fit_the_template_are_a_fault_with_words() -> None:
    with pytest.raises(CannotBeDrawn, match="can’t be drawn"):
        Attachment("x.pdf", "getting-started", {"title": "x"}).pdf(MOMENT)
