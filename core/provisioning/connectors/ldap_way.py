"""The way to a directory: TLS, and an answer that is handed on only when it is whole and of bearable size.

libldap waits without end for a handshake, or for the rest of an answer, and the whole process waits with it.
So it gets a socket of our own, in a folder that only we may enter, and this is what stands behind the socket.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlsplit

from bonsai.asyncio import AIOLDAPConnection
from bonsai.ldapconnection import BaseLDAPConnection

from core.applications.connectors import LdapSettings
from core.plugin_api import TryLater

# All answers of one conversation together. They must fit into the socket's buffer: see the top of the file.
LARGEST_ANSWER, MOST_ANSWERS = 64 * 1024, 64
SEQUENCE = 0x30
DEFAULT_PORTS = {"ldap": 389, "ldaps": 636}
FIRST_LOOK, LONGEST_LOOK = 0.001, 0.02


class Unreadable(Exception):
    """The other side sends something that is not LDAP, or far too much; the words say which."""


class Patient(AIOLDAPConnection):
    """Looks now and then whether an answer has come; the library's own waiting takes a whole processor."""

    def _evaluate(self, number: int, timeout: float | None = None) -> Any:
        return self._wait(number)

    async def _wait(self, number: int) -> Any:
        pause = FIRST_LOOK
        while (answer := BaseLDAPConnection.get_result(self, number)) is None:
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_LOOK)
        return answer


@dataclass(slots=True)
class Way:
    """Carries one conversation; `fault` is why it broke off, if the other side is to blame."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    fault: str = ""
    left: int = LARGEST_ANSWER
    answers: int = MOST_ANSWERS
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve libldap, which has come to our socket; whoever comes second finds nobody."""
        if self.tasks:
            writer.close()
            return
        self.tasks = {
            asyncio.create_task(self._requests(reader)),
            asyncio.create_task(self._answers(writer)),
        }

    async def close(self) -> None:
        """Carry nothing any more, in either direction."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.writer.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while part := await reader.read(LARGEST_ANSWER):
                self.writer.write(part)
                await self.writer.drain()

    async def _answers(self, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(await self._answer())
                await writer.drain()
        except Unreadable as problem:
            self.fault = str(problem)
        except (OSError, asyncio.IncompleteReadError):
            pass  # The other side has hung up, and libldap learns it when we do.
        finally:
            writer.close()

    async def _answer(self) -> bytes:
        """The next whole message, as RFC 4511 frames it."""
        head = await self.reader.readexactly(2)
        length = head[1]
        if length & 0x80:
            size = await self.reader.readexactly(min(length & 0x7F, 5))
            head, length = head + size, int.from_bytes(size, "big")
        if head[0] != SEQUENCE:
            raise Unreadable("The directory answered something that isn’t LDAP")
        self.left, self.answers = self.left - length, self.answers - 1
        if self.left < 0 or self.answers < 0:
            raise Unreadable("The directory's answer was far too large")
        return head + await self.reader.readexactly(length)


@asynccontextmanager
async def way_to(settings: LdapSettings) -> AsyncIterator[tuple[Way, str]]:
    """Open a way; yield it and the address at which libldap finds it while the block runs."""
    parts = urlsplit(settings.url)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    trust = _trust(settings) if parts.scheme == "ldaps" else None
    way = Way(*await asyncio.open_connection(parts.hostname, port, ssl=trust))
    with TemporaryDirectory(prefix="portal-ldap-") as folder:
        server = await asyncio.start_unix_server(way.accept, f"{folder}/way")
        try:
            yield way, f"ldapi://{quote(f'{folder}/way', safe='')}"
        finally:
            server.close()
            await way.close()


def _trust(settings: LdapSettings) -> ssl.SSLContext:
    """The site's own authority and no other, or those that this machine trusts."""
    try:
        return ssl.create_default_context(cafile=settings.authority_file or None)
    except OSError as problem:
        raise TryLater("We can’t read the certificate of the directory's authority") from problem
