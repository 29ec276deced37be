"""What is counted of requests and grants: by state and age, by state, and when they came and were finished.

The movers write it with each move; `core/access/recount.py` counts again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from core import clock
from core.audit.figures import Counting

REQUESTS, STANDING, CAME, FINISHED, GRANTS = NAMES = ("request", "standing", "came", "finished", "grant")


def day(moment: datetime) -> datetime:
    """Return the beginning of a day in universal time."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def hour(moment: datetime) -> datetime:
    """Return the beginning of an hour."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def request_filed(state: str, at: datetime) -> Mapping[Counting, int]:
    """Say what a new request adds."""
    new = (Counting(REQUESTS, state, day(at)), Counting(STANDING, state), Counting(CAME, "", hour(at)))
    return dict.fromkeys(new, 1)


def request_moved(was: str, to: str, submitted_at: datetime) -> Mapping[Counting, int]:
    """Say what the move of a request changes."""
    since = day(submitted_at)
    changed = {Counting(REQUESTS, was, since): -1, Counting(REQUESTS, to, since): 1}
    changed |= {Counting(STANDING, was): -1, Counting(STANDING, to): 1}
    return changed | ({Counting(FINISHED, "", hour(clock.now())): 1} if to == "done" else {})


def grants_moved(*moves: tuple[str, str, str]) -> Mapping[Counting, int]:
    """Say what moves of grants change: application, state before, empty for a new one, and state after."""
    changed: Counter[Counting] = Counter()
    for application, was, to in moves:
        changed[Counting(GRANTS, f"{application} {to}")] += 1
        if was:
            changed[Counting(GRANTS, f"{application} {was}")] -= 1
    return changed
