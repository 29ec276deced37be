"""A real SMTP server for the tests, which can be told to misbehave; `smtp` is its fixture.

mail = await smtp.mail_to("ada@practice.example")
mail.link, mail.code, mail.subject, mail.text
"""

import asyncio
import email
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True, slots=True)
class Received:
    """A mail the server accepted."""

    to: str
    encrypted: bool
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def link(self) -> str:
        """The first link of the mail."""
        return re.findall(r"https?://\S+", self.text)[0]

    @property
    def code(self) -> str:
        """The code that stands alone on its line."""
        return re.findall(r"^    (\S.*)$", self.text, re.MULTILINE)[0]

    def _part(self, kind: str) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


@dataclass
class PostOffice:
    """The server: what it received, and what it shall answer next instead of taking a mail.

    `next_answers` holds replies such as "451 4.3.0 later" (after DATA), the same with "RCPT " in front (to
    the address), "hang", "drop before accepting" or "drop after accepting"; each is used once. `always` is
    used when the list is empty. `offered` counts the mails it was handed, taken or not.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    next_answers: list[str] = field(default_factory=list)
    always: str = ""
    offered: int = 0

    def to(self, address: str) -> list[Received]:
        """The mails to an address, newest last."""
        return [mail for mail in list(self.received) if mail.to == address]

    async def mail_to(self, address: str, *, subject: str = "", seconds: float = 15) -> Received:
        """The newest mail to an address whose subject has these words in it, waited for if need be."""
        return await asyncio.to_thread(self.wait_for, address, subject, seconds)

    def wait_for(self, address: str, subject: str = "", seconds: float = 15) -> Received:
        """The same as `mail_to` for tests that run no event loop of their own."""
        until = time.monotonic() + seconds
        while True:
            if found := [mail for mail in self.to(address) if subject in mail.subject]:
                return found[-1]
            assert time.monotonic() < until, f"no mail to {address} within {seconds} s"
            time.sleep(0.02)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._next().startswith("RCPT "):
            return self._take().removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.offered += 1
        answer = self._take()
        if answer == "hang":
            await asyncio.sleep(3600)
        if answer in ("", "drop after accepting"):
            self._accept(session, envelope)
        if answer.startswith("drop"):
            cast(asyncio.Transport, server.transport).abort()
        return "250 taken" if answer == "" else answer

    def _next(self) -> str:
        return self.next_answers[0] if self.next_answers else self.always

    def _take(self) -> str:
        return self.next_answers.pop(0) if self.next_answers else self.always

    def _accept(self, session: Session, envelope: Envelope) -> None:
        content = cast(bytes, envelope.content)
        message = cast(EmailMessage, email.message_from_bytes(content, policy=default))
        for address in envelope.rcpt_tos:
            self.received.append(Received(address, session.ssl is not None, message))


@contextmanager
def post_office(certificate: Path | None = None, port: int = 0) -> Iterator[PostOffice]:
    """A server in a thread of its own; with a certificate it takes nothing before STARTTLS."""
    office, loop, started, ended = PostOffice(), asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    async def _serve() -> None:
        server = await loop.create_server(lambda: _conversation(office, context), "127.0.0.1", port)
        office.port = server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        server.close()
        await _end_conversations()

    thread = threading.Thread(target=lambda: loop.run_until_complete(_serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


def _conversation(office: PostOffice, context: ssl.SSLContext | None) -> SMTP:
    loop = asyncio.get_running_loop()
    return SMTP(
        office, hostname="localhost", loop=loop, tls_context=context, require_starttls=context is not None
    )


async def _end_conversations() -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.05)
