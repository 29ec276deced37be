"""A made-up system that is reached by HTTP on this machine, with a fault in front of it when there is one."""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from core.plugin_api import Person
from core.plugin_testing.faults import CHANGING, HUGE, RETRY_AFTER, Faults, Kind
from core.plugin_testing.target import MadeUpAccount, NotPlanted

_PIECE = b" " * 65_536
_READING = ("GET", "HEAD", "OPTIONS")
# From the moment a connection is taken until somebody answers it, as steps of the loop; with some to spare.
STEPS_OF_A_CONNECTION = 8


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What was asked; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What is answered."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(value: Any, status: int = 200) -> HttpResponse:
    """Make an answer of JSON."""
    return HttpResponse(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


_FAULTY: dict[Kind, HttpResponse] = {
    "conflict": json_response({"message": "is there already"}, 409),
    "too-many": HttpResponse(429, b"", {"Retry-After": str(RETRY_AFTER)}),
    "error": HttpResponse(500, b"made up"),
    "refused": HttpResponse(401),
}


class HttpTarget(ABC):
    """A base to be filled in: what it keeps, what it answers, how it is named in a profile, its accounts.

    Keep everything in `state`: it is copied and put back between trials.
    """

    secret = "made-up-secret-of-a-made-up-system"  # noqa: S105 - it opens nothing

    def __init__(self) -> None:
        self.state: Any = self.empty()

    def empty(self) -> Any:
        """Make what it keeps before anybody asked."""
        return {}

    @abstractmethod
    def handle(self, request: HttpRequest, /) -> HttpResponse:
        """Do what is asked, and answer."""

    @abstractmethod
    def options(self, url: str, /) -> Mapping[str, Any]:
        """What is laid over the plugin's section of the profile so that it talks to this address."""

    @abstractmethod
    def accounts(self) -> Sequence[MadeUpAccount]:
        """All accounts as they really are."""

    def plant(self, person: Person, /) -> None:
        """Make an account for this person past the plugin, as somebody there would; NotPlanted."""
        raise NotPlanted

    def use(self, person: Person, at: datetime, /) -> None:
        """Have this person use their account at a moment, past the plugin, as they would; NotPlanted."""
        raise NotPlanted

    @asynccontextmanager
    async def serve(self, faults: Faults, /) -> AsyncIterator[Mapping[str, Any]]:
        """Listen on a port of this machine until the block ends, and keep nothing of what came in it."""
        talks, before = set[asyncio.Task[None]](), deepcopy(self.state)

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talk = asyncio.create_task(_Talk(self, faults, reader, writer).go())
            talks.add(talk)
            talk.add_done_callback(talks.discard)
            # Also of a talk that is ended before it has begun.
            talk.add_done_callback(lambda _: writer.transport.abort())

        listening = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            yield self.options(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
        finally:
            await _take_no_more(listening)
            for talk in talks:
                talk.cancel()
            await asyncio.gather(*talks, return_exceptions=True)
            self.state = before


async def _take_no_more(listening: asyncio.Server) -> None:
    """Close a server whose last connections have all begun: what it closes on earlier nobody would end."""
    for each in listening.sockets:
        asyncio.get_running_loop().remove_reader(each.fileno())
    for _ in range(STEPS_OF_A_CONNECTION):
        await asyncio.sleep(0)
    listening.close()


@dataclass(slots=True)
class _Talk:
    """One connection."""

    target: HttpTarget
    faults: Faults
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def go(self) -> None:
        """Answer until the other side goes, or a fault ends it."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            if self.faults.due(len(self.faults.asked) + 1) == "down":
                self.faults.done("down")
                return
            while await self._answered(await self._asked()):
                await self.writer.drain()

    async def _asked(self) -> HttpRequest:
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, address, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        if "chunked" in headers.get("transfer-encoding", ""):
            body = await self._chunks()
        else:
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        parts = urlsplit(address)
        return HttpRequest(method, parts.path, dict(parse_qsl(parts.query)), headers, body)

    async def _chunks(self) -> bytes:
        body = b""
        while size := int((await self.reader.readline()).split(b";")[0], 16):
            body += await self.reader.readexactly(size)
            await self.reader.readline()
        await self.reader.readline()
        return body

    async def _answered(self, request: HttpRequest) -> bool:
        """Answer one request; whether the connection goes on."""
        self.faults.asked.append(request.method not in _READING)
        kind = self.faults.due(len(self.faults.asked))
        if kind is None or (kind in CHANGING and request.method in _READING):
            self._write(self._really(request))
            return True
        if kind == "says-yes":
            return self._said_yes(request)
        if kind in _FAULTY:
            self._write(_FAULTY[kind])
            self.faults.done(kind)
            return True
        await self._gone_wrong(kind, request)
        return False

    def _really(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.target.handle(request)
        except Exception as problem:
            self.faults.problems.append(problem)
            return HttpResponse(500)

    def _said_yes(self, request: HttpRequest) -> bool:
        before = deepcopy(self.target.state)
        answer = self._really(request)
        if self.target.state != before:
            self.target.state = before
            self.faults.done("says-yes")
        self._write(answer)
        return True

    async def _gone_wrong(self, kind: Kind, request: HttpRequest) -> None:
        """Do what ends the connection."""
        if kind == "huge":
            await self._endless()
        elif kind == "never":
            self.faults.done(kind)
            await self.reader.read()
        else:
            answer = self._really(request) if kind in {"lost", "half"} else HttpResponse()
            if kind == "half":
                whole = answer.body or b"{}"
                self.writer.write(_head(answer, max(len(whole), 2)) + whole[: len(whole) // 2])
                await self.writer.drain()
                self.writer.close()
            self.faults.done(kind)

    async def _endless(self) -> None:
        self.faults.done("huge")
        self.writer.write(_head(HttpResponse(200, b"", {"Content-Type": "application/json"}), HUGE))
        while self.faults.sent < HUGE:
            self.writer.write(_PIECE)
            await self.writer.drain()
            self.faults.sent += len(_PIECE)

    def _write(self, answer: HttpResponse) -> None:
        self.writer.write(_head(answer, len(answer.body)) + answer.body)


def _head(answer: HttpResponse, length: int) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in answer.headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
