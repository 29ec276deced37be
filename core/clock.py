"""The one source of time; tests move it."""

from collections.abc import Callable
from datetime import UTC, datetime


def system_time() -> datetime:
    """Return the moment all programs here agree on, for what others compare with it, as certificates.

    Everything else takes `now`.
    """
    return datetime.now(UTC)


_source: Callable[[], datetime] = system_time


def now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return _source()


def use(source: Callable[[], datetime]) -> None:
    """Take the time from `source` from now on."""
    global _source  # noqa: PLW0603 - one clock for the process is the point of this module
    _source = source


def source() -> Callable[[], datetime]:
    """Return where the time is taken from now, for whoever puts it back."""
    return _source
