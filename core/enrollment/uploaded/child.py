"""The process in which one file is read: little memory, little time, no files and no network."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import sys
from typing import Any

from core.enrollment.uploaded.limits import (
    A_PAGE,
    A_TEXT,
    A_WORKBOOK,
    BINARY,
    EMPTY,
    LARGEST_FILE,
    LOCKED,
    NOT_A_SHEET,
    ODD,
    TOO_LARGE,
    Refused,
)
from core.enrollment.uploaded.table import Book

MEMORY = 256 * 1024 * 1024
SECONDS = 5
_FILES = 16
_OWN_USERS, _OWN_NETWORK = 0x10000000, 0x40000000
_OLD_BOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.",
)


def main() -> None:
    """Read a file from standard input and write what it holds as JSON to standard output."""
    shut_in()
    data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        answer: dict[str, Any] = {"book": as_book(data, workbook=sys.argv[1:] == ["workbook"])}
    except Refused as refused:
        answer = {"refused": refused.words}
    except (MemoryError, RecursionError):
        answer = {"refused": ODD}
    sys.stdout.write(json.dumps(answer))


def shut_in() -> None:
    """Give up everything that reading a file does not need, before a byte of it is looked at."""
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        _, hard = resource.getrlimit(limit)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))
    # A network of its own with nobody in it, where the system allows that; further down no door is opened.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(_OWN_USERS | _OWN_NETWORK)
    sys.addaudithook(_refuse)


def as_book(data: bytes, *, workbook: bool) -> Book:
    """Read a file as what its name says it is; raise Refused when it is something else."""
    if len(data) > LARGEST_FILE:
        raise Refused(TOO_LARGE)
    if not data.strip():
        raise Refused(EMPTY)
    return _workbook(data) if workbook else _text(data)


def _workbook(data: bytes) -> Book:
    from core.enrollment.uploaded.workbook import read_workbook  # noqa: PLC0415 - starts faster for a text

    if data.startswith(_OLD_BOOK):
        raise Refused(LOCKED if _ENCRYPTED in data else BINARY)
    if not data.startswith(b"PK"):
        raise Refused(_no_workbook(data))
    return read_workbook(data)


def _no_workbook(data: bytes) -> str:
    start = data[:200].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return A_PAGE
    return NOT_A_SHEET if b"\0" in data[:2000] or start.startswith((b"%pdf", b"\x89png", b"<")) else A_TEXT


def _text(data: bytes) -> Book:
    from core.enrollment.uploaded.delimited import read_delimited  # noqa: PLC0415 - starts faster so

    if data.startswith(b"PK\3\4"):
        raise Refused(A_WORKBOOK)
    if data.startswith(_OLD_BOOK):
        raise Refused(BINARY)
    return read_delimited(data)


def _refuse(event: str, about: tuple[Any, ...]) -> None:
    writes = event == "open" and isinstance(about[2], int) and about[2] & _WRITING
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(event)
