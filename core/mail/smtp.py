"""Handing one mail to the mail server, and telling what its answer means."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

import aiosmtplib
from pydantic import SecretStr

from core.settings import Settings


class Refused(Exception):
    """The server will never take this mail for this address; the text says why."""


class TryLater(Exception):
    """The mail was not taken this time, or nobody knows whether it was."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails go. With `starttls` nothing is said in the clear but the request for encryption.

    The certificate is checked against the authorities of the machine (`SSL_CERT_FILE` names others).
    """

    host: str
    port: int
    starttls: bool
    user: str = ""
    password: SecretStr = field(default_factory=lambda: SecretStr(""))
    own_name: str = "localhost"
    seconds: float = 20

    async def deliver(self, message: EmailMessage, to: str) -> None:
        """Return when the server took the mail; raise `Refused` or `TryLater` otherwise."""
        client = self._client()
        try:
            with _answers_understood():
                # Each step has its own limit; this one is for servers that answer, but never finish.
                async with asyncio.timeout(self.seconds * 3):
                    await client.connect()
                    await client.send_message(message, recipients=[to])
            # The mail is taken: what goes wrong in saying goodbye must not make it look lost.
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit(timeout=1)
        finally:
            client.close()

    def _client(self) -> aiosmtplib.SMTP:
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            start_tls=self.starttls,
            username=self.user or None,
            password=self.password.get_secret_value() or None,
            local_hostname=self.own_name,
            timeout=self.seconds,
        )


def mail_server(settings: Settings) -> MailServer | None:
    """Return the mail server of the settings; None when there is none, which only a demo may have."""
    if not settings.smtp_host:
        return None
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        starttls=settings.smtp_starttls == "required",
        user=settings.smtp_user,
        password=settings.smtp_password,
        own_name=settings.mail_sender.rpartition("@")[2],
    )


@contextmanager
def _answers_understood() -> Iterator[None]:
    """Permanent answers about the address or the mail are final; all others may change with time."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as problem:
        raise _verdict(problem.recipients[0]) from None
    except aiosmtplib.SMTPDataError as problem:
        raise _verdict(problem) from None
    except aiosmtplib.SMTPNotSupported:
        raise Refused("the email server can’t handle the emails of this address") from None
    except aiosmtplib.SMTPResponseException as problem:
        raise TryLater(_words(problem)) from None
    except (aiosmtplib.SMTPException, OSError) as problem:
        raise TryLater(f"{problem or type(problem).__name__}"[:300]) from None


def _verdict(problem: aiosmtplib.SMTPResponseException) -> Refused | TryLater:
    return Refused(_words(problem)) if problem.code >= 500 else TryLater(_words(problem))


def _words(problem: aiosmtplib.SMTPResponseException) -> str:
    return f"{problem.code} {problem.message}"[:300]
