"""The day on which the tests happen: always the same one, or the one that PORTAL_TEST_TODAY names.

No test knows the day of the machine. The portal's clock ticks from that day on, in this process and in every
process that it starts: they find `tests/every_process/sitecustomize.py` on their path.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from core import clock

ROOT = Path(__file__).parents[1]
TODAY = "PORTAL_TEST_TODAY"
# How many seconds lie between the clock of the machine and that of the tests; given on to other processes.
SHIFT = "PORTAL_TEST_SHIFT"
USUAL = "2026-11-23"
HOUR = time(16, tzinfo=UTC)


def beginning() -> datetime:
    """The moment at which the tests begin: a day (2027-12-31) at 16:00 UTC, or a moment with its zone."""
    named = os.environ.get(TODAY) or USUAL
    moment = datetime.fromisoformat(named)
    return (moment if moment.tzinfo else datetime.combine(moment.date(), HOUR)).astimezone(UTC)


def arrange() -> None:
    """Shift this process and all it will start."""
    if SHIFT not in os.environ:
        os.environ[SHIFT] = str((beginning() - clock.system_time()).total_seconds())
        path = [str(ROOT / "tests" / "every_process"), str(ROOT), os.environ.get("PYTHONPATH", "")]
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    follow()


def follow() -> None:
    """Let the portal's clock tick in the time of the tests."""
    shift = timedelta(seconds=float(os.environ[SHIFT]))
    clock.use(lambda: clock.system_time() + shift)
