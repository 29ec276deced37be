"""For how long a coroutine or a function holds up its thread, and where it does.

On Linux the time in which that thread waited for a processor doesn't count: a machine that is busy with
something else makes no plugin slow.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

Answer = TypeVar("Answer")
EVERY = 0.01
# The nanoseconds on a processor, and those in which the thread that asks waited for one.
_OWN = Path("/proc/thread-self/schedstat")


class Steps:
    """Measures each step between two awaits; `longest` seconds, at the place `where` it stood then."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.longest, self.where = 0.0, ""
        self._ident = threading.get_ident()
        self._began, self._place, self._over = 0.0, "", threading.Event()

    def __enter__(self) -> Steps:
        self._thread = threading.Thread(target=self._look, name="steps", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def call(self, made: Callable[[], Answer]) -> Answer:
        """Call a function as one step."""
        waited, worked = _waited(), time.thread_time()
        self._began, self._place = time.perf_counter(), ""
        try:
            return made()
        finally:
            took, self._began = time.perf_counter() - self._began, 0.0
            if took > self.longest:
                took = max(took - (_waited() - waited), time.thread_time() - worked)
            if took > self.longest:
                self.longest, self.where = took, self._place

    async def run(self, coroutine: Awaitable[Answer]) -> Answer:
        """Await a coroutine step by step."""
        return await _Stepped(self, coroutine)

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            if self._began and not self._place:
                self._place = self._at(sys._current_frames().get(self._ident))

    def _at(self, frame: FrameType | None) -> str:
        """The innermost line of the plugin that a thread is in."""
        while frame is not None and not frame.f_code.co_filename.startswith(self._folder):
            frame = frame.f_back
        return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame else ""


def _waited() -> float:
    """The seconds in which this thread wanted a processor in vain; 0 where that isn't known."""
    with suppress(OSError, ValueError, IndexError):
        return int(_OWN.read_text("ascii").split()[1]) / 1e9
    return 0.0


class _Stepped(Awaitable[Answer]):
    """A coroutine, each step of which is measured."""

    def __init__(self, steps: Steps, coroutine: Awaitable[Answer]) -> None:
        self._steps, self._coroutine = steps, coroutine

    def __await__(self) -> Generator[Any, Any, Answer]:
        inner: Any = self._coroutine.__await__()
        send: Callable[[], Any] = partial(next, inner)
        while True:
            try:
                yielded = self._steps.call(send)
            except StopIteration as end:
                answer: Answer = end.value
                return answer
            try:
                given = yield yielded
                send = partial(inner.send, given)
            except BaseException as problem:
                send = partial(inner.throw, problem)
