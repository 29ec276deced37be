"""Times are written in one form, which names their zone; nothing else writes one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.dates import Dates
from tests.house.source import ROOT

CLOCK = re.compile(r"strftime|%H|%I[:%]|:%M")
# The one form; and what operators read on a server, in UTC and saying so.
ALLOWED = {"core/dates.py", "web/command_parts/mail.py"}


def times_written(path: str, text: str) -> list[str]:
    """The lines of a file that write a time of day."""
    return [] if path in ALLOWED else [line.strip() for line in text.splitlines() if CLOCK.search(line)]


def sources() -> list[Path]:
    rooms = [ROOT / part for part in ("core", "web", "plugins")]
    return [file for room in rooms for end in ("py", "html", "txt") for file in room.rglob(f"*.{end}")]


def test_no_file_but_that_of_dates_writes_a_time() -> None:
    found = {str(each.relative_to(ROOT)): each.read_text("utf-8") for each in sources()}
    assert [line for path, text in found.items() for line in times_written(path, text)] == []
    assert times_written("web/parts.py", 'said = f"{at:%H:%M}"') and found


@pytest.mark.parametrize("zone", ["America/Phoenix", "America/Vancouver", "Asia/Kolkata", "UTC"])
def test_every_time_names_its_zone(zone: str) -> None:
    at = datetime(2026, 7, 1, 3, 46, tzinfo=UTC)
    name = at.astimezone(ZoneInfo(zone)).tzname()
    assert name and Dates(ZoneInfo(zone)).moment(at).endswith(f" {name}")
