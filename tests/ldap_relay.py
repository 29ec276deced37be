"""Stands in front of a real directory, and misbehaves when a test asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

REQUESTS = {0x60: "bind", 0x63: "search", 0x66: "modify", 0x68: "add", 0x42: "unbind"}
ANSWERS = {"bind": 0x61, "search": 0x65, "modify": 0x67, "add": 0x69}
FAULTS = {
    "half": b"\x30\x30\x02\x01",
    "huge": b"\x30\x84\x7f\xff\xff\xff",
    "noise": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "endless length": b"\x30\xff" + b"\xff" * 40,
    "flood": b"\x30\x0a\x02\x01\x7f\x73\x05\x04\x03abc" * 5000,
}


@dataclass
class Relay:
    """`faults` are used up one by one, one for each request.

    "ok" lets a request through; a number is answered in the directory's place; "after" lets it through and
    loses the answer; "never" says nothing; "cut" hangs up; a function is called before it is let through;
    what `FAULTS` holds is sent as an answer.
    """

    target: int
    url: str = ""
    faults: list[str | int | Callable[[], object]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    _lose: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A client has come."""
        self._tasks.add(asyncio.create_task(self._talk(reader, writer)))

    async def close(self) -> None:
        """Everybody is sent away."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection("127.0.0.1", self.target)
        back = asyncio.create_task(_copy(answers, writer))
        try:
            while message := await _message(reader):
                if not await self._pass(message, requests, writer):
                    break
                if self._lose:
                    back.cancel()
                    await asyncio.gather(back, return_exceptions=True)
                    requests.write(message)
                    # Whatever it answers now, it has done what it was asked to do.
                    await answers.read(1)
                    break
        finally:
            back.cancel()
            requests.close()
            writer.close()

    async def _pass(
        self, message: bytes, requests: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> bool:
        """Whether the conversation goes on."""
        number, kind = _read(message)
        self.requests.append(kind)
        fault = self.faults.pop(0) if self.faults and kind != "unbind" else "ok"
        self._lose = fault == "after"
        if isinstance(fault, int):
            writer.write(_answer(number, ANSWERS[kind], fault))
        elif fault in FAULTS:
            writer.write(FAULTS[fault])
        elif callable(fault) or fault == "ok":
            if callable(fault):
                fault()
            requests.write(message)
            await requests.drain()
        return fault != "cut"


@asynccontextmanager
async def relay_to(port: int) -> AsyncIterator[Relay]:
    """A relay that runs until the block ends."""
    relay = Relay(port)
    server = await asyncio.start_server(relay.accept, "127.0.0.1", 0)
    relay.url = f"ldap://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield relay
    finally:
        server.close()
        await relay.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()


async def _message(reader: asyncio.StreamReader) -> bytes:
    with suppress(asyncio.IncompleteReadError, OSError):
        head = await reader.readexactly(2)
        size = await reader.readexactly(head[1] & 0x7F) if head[1] & 0x80 else b""
        length = int.from_bytes(size, "big") if size else head[1]
        return head + size + await reader.readexactly(length)
    return b""


def _read(message: bytes) -> tuple[bytes, str]:
    """The number of a request, as it stands there, and what is asked."""
    start = 2 + (message[1] & 0x7F if message[1] & 0x80 else 0)
    number = message[start : start + 2 + message[start + 1]]
    return number, REQUESTS[message[start + len(number)]]


def _answer(number: bytes, tag: int, code: int) -> bytes:
    result = bytes([tag, 7, 0x0A, 1, code, 4, 0, 4, 0])
    return bytes([0x30, len(number) + len(result)]) + number + result
