"""Nothing that a plugin does while it is examined leaves this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_HERE = frozenset({"127.0.0.1", "::1", "localhost", "", None})
_LOOKING_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_REACHING = _LOOKING_UP | {"socket.connect", "socket.sendto", "socket.sendmsg"}


class _Guard:
    """Refuses what reaches out while `on`; what watches an interpreter can never be taken out again."""

    def __init__(self) -> None:
        self.on = 0
        self.refused: list[str] = []
        self._put = False

    def put(self) -> None:
        """Begin to watch."""
        if not self._put:
            self._put = True
            sys.addaudithook(self.watch)

    def watch(self, event: str, given: tuple[Any, ...]) -> None:
        """Refuse a connection to another machine, as a network that is down does."""
        if self.on and event in _REACHING and _host(event, given) not in _HERE:
            self.refused.append(str(_host(event, given)))
            raise OSError(f"the kit is offline: {event} to {_host(event, given)}")


_guard = _Guard()


@contextmanager
def offline() -> Iterator[None]:
    """Keep everything of this process on this machine, for a block."""
    _guard.put()
    _guard.on += 1
    try:
        yield
    finally:
        _guard.on -= 1


def reached_for() -> list[str]:
    """List the other machines that somebody reached for since this was last asked, in vain."""
    found = list(dict.fromkeys(_guard.refused))
    _guard.refused.clear()
    return found


def _host(event: str, given: tuple[Any, ...]) -> Any:
    looking_up = event in _LOOKING_UP
    found = given[0] if looking_up else given[-1]
    # A path is a socket of this machine.
    host = found[0] if isinstance(found, tuple) else found
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    return "" if isinstance(found, str | bytes) and not looking_up else host
