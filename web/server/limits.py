"""How many connections this process may hold."""

from __future__ import annotations

import resource

from web.server.places import Places

# Files, database and mail need some; and while many connect at once a few more are open than counted.
SPARE = 200
MOST, FEWEST = 10_000, 50
MOST_OF_ONE_NETWORK = 100


def places(trusted_proxies: int) -> Places:
    """Raise the limit of open files as far as we need and may, and make the places that it leaves."""
    most = min(MOST, max(FEWEST, _open_files(MOST + SPARE) - SPARE))
    return Places(most, None if trusted_proxies else MOST_OF_ONE_NETWORK)


def _open_files(wanted: int) -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed
