"""The one source of time; tests move it."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system_time() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system_time


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` from now on, or from the system again when it is None."""
    global _source  # noqa: PLW0603 - one clock for the process is the point of this module
    _source = source or _system_time
