"""Opening a file that a stranger sent, in a process of its own: what it holds, or plain words on why not."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter, ValidationError

from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.uploaded.limits import BY_NAME, EMPTY, LARGEST_ANSWER, LARGEST_FILE, ODD, TOO_LARGE
from core.enrollment.uploaded.table import Book

BUSY = "We are reading many files at the moment. Wait a minute and try again."
_ROOT = Path(__file__).parents[3]
RUN = (
    "import sys; sys.path.insert(0, sys.argv.pop()); from core.enrollment.uploaded.child import main; main()"
)
_LANGUAGE = {"LC_ALL": "C.UTF-8"}
# What stands where the name of a file does, for rows that were pasted.
PASTED = "Pasted rows"
_KINDS = {".xlsx": "workbook", ".csv": "text", ".txt": "text", ".tsv": "text"}
_AT_ONCE, _MOST_WAITING = 2, 8
SECONDS = 10


class Answer(NamedTuple):
    """What the process says: the book, or why there is none."""

    book: Book | None = None
    refused: str = ""


class _Line:
    """Those who read a file now, and those who wait for their turn."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a place; raise Unreadable when too many wait already."""
        if self._places.locked() and self._waiting >= _MOST_WAITING:
            raise Unreadable(BUSY)
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()


_ANSWER = TypeAdapter(Answer)
_LINES: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()


async def open_book(file_name: str, data: bytes) -> Book:
    """Read a CSV or XLSX file, as its name says which it is, or pasted rows; raise Unreadable."""
    kind = "text" if file_name == PASTED else _KINDS.get(Path(file_name.strip()).suffix.casefold())
    if len(data) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable(EMPTY)
    if kind is None:
        raise Unreadable(BY_NAME)
    line = _LINES.setdefault(asyncio.get_running_loop(), _Line())
    async with line.turn():
        answer = await ask((sys.executable, "-I", "-S", "-c", RUN, kind, str(_ROOT)), data)
    if answer.book is None:
        raise Unreadable(answer.refused or ODD)
    return answer.book


async def ask(command: Sequence[str], data: bytes, seconds: float = SECONDS) -> Answer:
    """Give a file to a process of its own and hear what it says; raise Unreadable when that is no answer."""
    child = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_LANGUAGE, cwd="/"
    )
    try:
        async with asyncio.timeout(seconds):
            _, said = await asyncio.gather(_send(child, data), _heard(child))
            await child.wait()
        return _ANSWER.validate_json(said)
    except (TimeoutError, ValidationError):
        # It took too long, died, or was talked into saying something that is no answer.
        raise Unreadable(ODD) from None
    finally:
        await asyncio.shield(_over(child))


async def _send(child: Process, data: bytes) -> None:
    if child.stdin is None:
        return
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.stdin.write(data)
        await child.stdin.drain()
    child.stdin.close()


async def _heard(child: Process) -> bytes:
    """Hear a child out, up to as much as an answer can be."""
    heard = bytearray()
    while child.stdout is not None and len(heard) <= LARGEST_ANSWER:
        piece = await child.stdout.read(256 * 1024)
        if not piece:
            return bytes(heard)
        heard += piece
    child.kill()
    return b""


async def _over(child: Process) -> None:
    """End a child that still runs; nothing of it stays behind."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    await child.wait()
