from email.message import EmailMessage
from pathlib import Path

import pytest

from core.mail.smtp import MailServer, TryLater, mail_server
from core.settings import Settings
from tests.mail_server import PostOffice, post_office


def _message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@portal.example", "b@practice.example", "s"
    message.set_content("hello")
    return message


async def test_mails_travel_encrypted(smtp_tls: PostOffice) -> None:
    await MailServer("localhost", smtp_tls.port, starttls=True).deliver(_message(), "b@practice.example")

    assert smtp_tls.to("b@practice.example")[0].encrypted


async def test_a_server_without_encryption_gets_nothing(smtp: PostOffice) -> None:
    with pytest.raises(TryLater, match="STARTTLS"):
        await MailServer("localhost", smtp.port, starttls=True).deliver(_message(), "b@practice.example")

    assert smtp.received == []


async def test_a_certificate_nobody_vouches_for_is_not_accepted(certificates: tuple[Path, Path]) -> None:
    with post_office(certificates[1]) as office:
        with pytest.raises(TryLater, match="certificate"):
            await MailServer("localhost", office.port, starttls=True).deliver(
                _message(), "b@practice.example"
            )
        assert office.received == []


def test_the_settings_name_the_server() -> None:
    assert mail_server(Settings(demo=True)) is None
    server = mail_server(Settings(smtp_host="mail.example", mail_from="portal@portal.example"))
    assert server is not None
    assert (server.host, server.port, server.starttls) == ("mail.example", 587, True)
    assert server.own_name == "portal.example"
