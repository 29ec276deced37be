"""`portal mail status` names what did not arrive."""

import asyncio

import pytest
from click.testing import CliRunner

from core.actor import SYSTEM
from core.audit import change
from core.database import connect
from core.mail.smtp import MailServer
from core.mail.worker import MailWorker
from tests.core.mail.sample import MAIL, send_confirmation
from tests.mail_server import PostOffice
from web.commands import portal

pytestmark = pytest.mark.both_databases


async def _send(url: str, office: PostOffice) -> None:
    database = await connect(url)
    worker = MailWorker(MAIL, MailServer("127.0.0.1", office.port, starttls=False))
    for name, answer in (("ada", ""), ("bob", "RCPT 550 no such mailbox"), ("eve", "451 come back later")):
        async with change("account.made", by=SYSTEM):
            await send_confirmation(f"{name}@practice.example")
        office.next_answers = [answer] if answer else []
        await worker.deliver_due()
    await database.close()


def test_the_status_counts_mails_and_names_those_that_did_not_arrive(
    database_url: str, smtp: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_send(database_url, smtp))
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)

    lines = CliRunner().invoke(portal, ["mail", "status"]).output.splitlines()

    assert [line.split() for line in lines[:2]] == [["1", "waiting"], ["1", "sent"]]
    assert [line.split()[0] for line in lines[2:7]] == ["1", "0", "0", "0", "0"]
    assert "waiting, attempt 1: eve@practice.example" in lines[7] and "come back later" in lines[7]
    assert "refused by the mail server, attempt 1: bob@practice.example" in lines[8]
    assert "ada@" not in "".join(lines)
