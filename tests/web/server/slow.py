"""Clients that begin and do not go on, and an honest one beside them."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

HEADER = b"GET / HTTP/1.1\r\nHost: x\r\nX-A: "
BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 1000\r\n\r\nemail="
)


def allow_many_files(wanted: int = 4000) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def connected(port: int, source: str = "127.0.0.1") -> socket.socket:
    made = socket.socket()
    try:
        made.settimeout(5)
        made.bind((source, 0))
        made.connect(("127.0.0.1", port))
    except OSError:
        made.close()
        raise
    return made


@contextmanager
def half_sent(port: int, beginning: bytes, many: int, networks: int = 1) -> Iterator[list[socket.socket]]:
    """So many connections, each with a beginning and nothing after it."""
    opened = []
    try:
        for number in range(many):
            opened.append(connected(port, f"127.0.1.{1 + number % networks}"))
            opened[-1].sendall(beginning)
        yield opened
    finally:
        for each in opened:
            each.close()


def still_open(sockets: list[socket.socket]) -> int:
    return sum(map(_is_open, sockets))


def _is_open(each: socket.socket) -> bool:
    each.setblocking(False)
    try:
        return each.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def until_closed(each: socket.socket, seconds: float) -> float:
    """How long it took until the other side ended the connection."""
    began = time.monotonic()
    while _is_open(each):
        assert time.monotonic() - began < seconds, "still open"
        time.sleep(0.02)
    return time.monotonic() - began


def ask(port: int, path: str) -> tuple[int, float]:
    """What a page answered on a connection of its own, and after how long; 0 for no answer."""
    began = time.monotonic()
    try:
        with connected(port) as honest:
            honest.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while more := honest.recv(65536):
                answer += more
    except OSError:
        return 0, time.monotonic() - began
    return int(answer.split()[1]) if answer else 0, time.monotonic() - began
