"""Reads that may be some seconds old: they say so themselves, and change nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")
_READS = ("SELECT", "WITH")

_late: ContextVar[bool] = ContextVar("late", default=False)


class NotARead(RuntimeError):
    """What was declared to read alone wanted to change something."""

    def __init__(self) -> None:
        super().__init__("a read that may be late changes nothing")


def may_be_late(read: Callable[Given, Awaitable[Found]]) -> Callable[Given, Coroutine[Any, Any, Found]]:
    """Declare that what a function answers may be some seconds old, so that a replica may be asked.

    Never for what decides a right, a session or a sign-in, nor for what somebody looks at to see whether
    their own change was taken.
    """

    @wraps(read)
    async def late(*given: Given.args, **named: Given.kwargs) -> Found:
        token = _late.set(True)
        try:
            return await read(*given, **named)
        finally:
            _late.reset(token)

    return late


def reads_late() -> bool:
    """Tell whether what is done now may be answered some seconds late."""
    return _late.get()


def refuse_changes(text: str = "") -> None:
    """Refuse transactions, and statements that begin otherwise than reads, where only reads are declared."""
    if _late.get() and not text.lstrip().upper().startswith(_READS):
        raise NotARead
