"""Names the code that holds an event loop up: everybody who is served by that loop waits for it."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

TOO_LONG, EVERY = 0.5, 0.25
DEEPEST = 30

log = structlog.get_logger(__name__)


@contextmanager
def watched(event: str, **about: str) -> Iterator[None]:
    """Log `event` with the stack whenever the loop of this thread stands still for half a second."""
    watch = _Watch(asyncio.get_running_loop(), threading.get_ident(), event, about)
    thread = threading.Thread(target=watch.look, name=event, daemon=True)
    thread.start()
    try:
        yield
    finally:
        watch.stopping.set()
        thread.join()


class _Watch:
    def __init__(
        self, loop: asyncio.AbstractEventLoop, ident: int, event: str, about: dict[str, str]
    ) -> None:
        self._loop, self._ident, self._event, self._about = loop, ident, event, about
        self.stopping = threading.Event()

    def look(self) -> None:
        while not self.stopping.wait(EVERY):
            answered, began = threading.Event(), time.monotonic()
            try:
                self._loop.call_soon_threadsafe(answered.set)
            except RuntimeError:  # the loop is closed
                return
            if not answered.wait(TOO_LONG) and not self.stopping.is_set():
                log.error(self._event, **self._about, stack=stack_of(self._ident))
                self._until(answered)
                log.warning(f"{self._event}.over", **self._about, seconds=round(time.monotonic() - began, 1))

    def _until(self, answered: threading.Event) -> None:
        while not answered.wait(EVERY) and not self.stopping.is_set():
            pass


def stack_of(thread: int) -> str:
    """Write where a thread is at this moment; empty when it has ended."""
    frame = sys._current_frames().get(thread)
    return "".join(traceback.format_stack(frame)[-DEEPEST:]) if frame else ""
