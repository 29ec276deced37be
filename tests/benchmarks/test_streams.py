"""Live streams as the benchmark follows them: whoever was told of less than happened is found."""

from __future__ import annotations

import asyncio
import re

import pytest

from benchmarks import streams
from benchmarks.streams import Stream, following, until

ASKED_FROM = re.compile(rb"Last-Event-ID: (\d+)")


async def test_a_stream_that_ends_is_opened_anew_from_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(streams, "LONGEST_SECONDS", 0.3)
    asked = list[int]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        if b"/full" in request:
            writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        else:
            found = ASKED_FROM.search(request)
            number = int(found[1]) if found else 0
            asked.append(number)
            # It tells of the next event and ends; at the third there is no more.
            told = b"id: %d\r\nevent: changed\r\ndata: \r\n\r\n" % min(number + 1, 3)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n: watching\r\n\r\n" + told)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    one, full = (Stream(path, "portal=x", "203.0.113.1", "key", 0) for path in ("/live", "/full"))
    async with server, following([one, full], port):
        assert await until(lambda each: each.told >= 3, [one]) == []
        assert await until(lambda each: each.told >= 4, [one]) == [one]
    assert asked[:4] == [0, 1, 2, 3]
    assert not one.refused and "204" in full.refused
