"""Points at which a test can cut what is being done: before every statement, commit and outside call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Knife = Callable[[str], None]

_knife: ContextVar[Knife | None] = ContextVar("knife", default=None)


@contextmanager
def cutting(knife: Knife) -> Iterator[None]:
    """Show every point to `knife`, which may raise there, in this task and those started in it."""
    token = _knife.set(knife)
    try:
        yield
    finally:
        _knife.reset(token)


def pass_point(what: str) -> None:
    """Say what comes next; nothing happens unless a test is cutting."""
    if (knife := _knife.get()) is not None:
        knife(what)
