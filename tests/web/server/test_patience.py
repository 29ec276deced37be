"""How long the server waits for whom, with real sockets and shorter times."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import uvicorn

from tests.web.server.slow import BODY, HEADER, ask, connected, half_sent, still_open, until_closed
from tests.web.test_serving import free_port
from web.server.patient import Patient
from web.server.places import Places

LARGE = 8_000_000
# How long a stream says nothing between two times.
PAUSES = {"/stream": 0.3, "/silent": 2.0}


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Reads a body whole and says how long it was; sends a large answer if asked to."""
    size, more = 0, True
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    if scope["path"] in PAUSES:
        await stream(send, PAUSES[scope["path"]])
        return
    body = b"x" * LARGE if scope["path"] == "/large" else str(size).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def stream(send: Any, pause: float) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(5):
        await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": b"still here", "more_body": True})
    await send({"type": "http.response.body", "body": b"the end"})


class Hurried(Patient):
    header_seconds, body_seconds, reading_seconds, last_seconds = 0.4, 0.6, 0.5, 0.3
    body_rate = 30_000


@contextmanager
def serving(most: int = 200, most_of_one: int | None = 20, kind: type[Patient] = Hurried) -> Iterator[int]:
    port = free_port()
    protocol = type("Placed", (kind,), {"places": Places(most, most_of_one)})
    config = uvicorn.Config(
        answer, port=port, loop="uvloop", http=protocol, ws="none", lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield port
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.mark.parametrize("beginning", [b"", HEADER, BODY, b"\r\n"])
def test_who_does_not_go_on_is_closed_in_time(beginning: bytes) -> None:
    with serving() as port, half_sent(port, beginning, 1) as [one]:
        assert until_closed(one, 20) > 0.2


def test_a_header_that_drips_gains_no_time() -> None:
    with serving() as port, connected(port) as dripping:
        dripping.sendall(HEADER)
        began = time.monotonic()
        with pytest.raises(OSError):
            for _ in range(100):
                time.sleep(0.05)
                dripping.sendall(b"a")
        assert time.monotonic() - began < 4


@pytest.mark.parametrize("beginning", [HEADER, b"\r\n"])
def test_a_second_request_on_the_same_connection_has_the_same_deadline(beginning: bytes) -> None:
    with serving() as port, connected(port) as again:
        again.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in again.recv(1000)
        again.sendall(beginning)
        assert until_closed(again, 20) < 4


def test_a_large_body_on_a_slow_but_steady_line_is_taken_whole() -> None:
    with serving() as port, connected(port) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\n\r\n")
        began = time.monotonic()
        for _ in range(15):
            slow.sendall(b"x" * 10_000)
            time.sleep(0.09)
        assert time.monotonic() - began > 2 * Hurried.body_seconds
        assert b"\r\n150000\r\n" in slow.recv(1000)


def test_a_body_that_only_drips_is_closed() -> None:
    with serving() as port, connected(port) as dripping:
        dripping.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\n\r\n")
        with pytest.raises(OSError):
            for _ in range(100):
                dripping.sendall(b"x")
                time.sleep(0.02)


def test_who_reads_nothing_of_a_large_answer_is_closed() -> None:
    with serving(most=3, most_of_one=None) as port, connected(port) as deaf:
        deaf.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(1.2)
        received = 0
        with suppress(ConnectionResetError):
            while part := deaf.recv(1 << 20):
                received += len(part)
        assert received < LARGE


def test_a_stream_outlives_every_deadline_of_a_request() -> None:
    with serving() as port, connected(port) as listening:
        listening.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        received = b""
        while part := listening.recv(1000):
            received += part
        assert received.count(b"still here") == 5 and b"the end" in received


def test_a_slow_upload_outlives_a_crowd_that_is_larger_than_the_places() -> None:
    with serving(most=50, most_of_one=None) as port, connected(port, "127.0.0.9") as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n")
        for _ in range(4):
            slow.sendall(b"x" * 9_000)
            with half_sent(port, HEADER, 30), half_sent(port, BODY, 30):
                assert ask(port, "/")[0] == 200
        slow.sendall(b"x" * 4_000)
        assert b"\r\n40000\r\n" in slow.recv(1000)


def test_one_network_keeps_only_so_many_unfinished_and_the_newest_of_it_is_served() -> None:
    with serving(most=200, most_of_one=20) as port, half_sent(port, HEADER, 60) as held:
        assert ask(port, "/")[0] == 200
        assert still_open(held) <= 20
        with half_sent(port, HEADER, 20, networks=1):
            assert ask(port, "/")[0] == 200


def test_behind_a_proxy_there_is_no_limit_for_the_one_network() -> None:
    with serving(most=200, most_of_one=None) as port, half_sent(port, HEADER, 60) as held:
        assert ask(port, "/")[0] == 200
        assert still_open(held) == 60


def test_an_idle_connection_gives_way_before_anybody_else() -> None:
    with serving(most=10, most_of_one=None) as port, connected(port) as idle:
        idle.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200" in idle.recv(1000)
        with half_sent(port, HEADER, 10) as held:
            assert until_closed(idle, 2) < 0.3
            assert still_open(held) == 10
