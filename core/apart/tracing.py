"""A line in the log for each hook and call of a plugin, where a deployment asks for it."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from typing import TypeVar

import structlog

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class _Switch:
    on = False


def trace_plugins(*, on: bool) -> None:
    """Write a line for every call into a plugin from now on, or none."""
    _Switch.on = on


class Traced:
    """One call into a plugin: `plugin.called` says whose, which, how it ended and how long it took.

    Of what it answered the line names the kind alone: nothing that is said about anybody stands in it.
    """

    __slots__ = ("_application", "_began", "_call", "_outcome")

    def __init__(self, application: str, call: str) -> None:
        self._application, self._call, self._outcome = application, call, ""

    def answered(self, answer: Answer) -> Answer:
        """Keep what kind of answer it was; return the same."""
        self._outcome = type(answer).__name__ if answer is not None else "None"
        return answer

    def __enter__(self) -> Traced:
        self._began = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not _Switch.on:
            return
        if kind is not None:
            gone = issubclass(kind, asyncio.CancelledError)
            self._outcome = "given up" if gone else f"raised {kind.__name__}"
        took = round((time.monotonic() - self._began) * 1000, 1)
        log.info(
            "plugin.called",
            application=self._application,
            call=self._call,
            outcome=self._outcome,
            milliseconds=took,
        )
