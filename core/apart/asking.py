"""Functions of a plugin that somebody waits for at once: each is called in the plugin's own thread."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

import structlog

from core.apart.tracing import Traced
from core.blocking import stack_of

LONGEST, SLICES = 0.25, 10
LEFT_ALONE = 30.0

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class Silent(Exception):
    """The plugin gave no answer in time, or is left alone because it gave none a moment ago."""


class _Call:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self.over, self.given_up = make, threading.Event(), False
        self._answer: Any = None
        self._problem: Exception | None = None

    def carry_out(self) -> None:
        """Call it; whatever is raised is kept for whoever asked, for nothing may end the thread."""
        try:
            if not self.given_up:
                self._answer = self._make()
        except Exception as problem:
            self._problem = problem
        except BaseException as problem:
            self._problem = RuntimeError(f"raised {type(problem).__name__}")
        self.over.set()

    def answer(self) -> Any:
        if self._problem is not None:
            raise self._problem
        return self._answer


class Rules:
    """The thread in which the functions of one plugin are called.

    Whoever asks waits for a quarter of a second at most. A plugin that takes longer is asked nothing for half
    a minute, and nothing while it is still at what it was asked: so it holds others up once in that time.
    """

    def __init__(self, slug: str, left_alone: float = LEFT_ALONE) -> None:
        self._slug, self._left_alone = slug, left_alone
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._ident: int | None = None
        self._until, self._late = 0.0, _Call(lambda: None)
        self._late.over.set()

    def ask(self, place: str, make: Callable[[], Answer]) -> Answer:
        """Return what the plugin answers, or raise what it raises; Silent when it does not answer."""
        with Traced(self._slug, place) as call:
            return call.answered(self._asked(place, make))

    def _asked(self, place: str, make: Callable[[], Answer]) -> Answer:
        if time.monotonic() < self._until or not self._late.over.is_set():
            raise Silent(self._slug)
        call = _Call(make)
        thread = self._thread()
        self._calls.put(call)
        # In slices, so that a machine that stood still itself does not count as a plugin that did.
        if not any(call.over.wait(LONGEST / SLICES) for _ in range(SLICES)):
            self._overran(place, call, thread)
        answer: Answer = call.answer()
        return answer

    def _thread(self) -> int:
        if self._ident is None:
            thread = threading.Thread(
                target=_serve, args=(self._calls,), name=f"rules of {self._slug}", daemon=True
            )
            thread.start()
            self._ident = thread.ident
            weakref.finalize(self, self._calls.put, None).atexit = False
        return self._ident or 0

    def _overran(self, place: str, call: _Call, thread: int) -> None:
        call.given_up = True
        self._late, self._until = call, time.monotonic() + self._left_alone
        log.error("plugin.overran", application=self._slug, place=place, stack=stack_of(thread))
        raise Silent(self._slug)


def _serve(calls: SimpleQueue[_Call | None]) -> None:
    while (call := calls.get()) is not None:
        call.carry_out()
