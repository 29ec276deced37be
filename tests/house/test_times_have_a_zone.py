"""Days and times are written in one form, and times name their zone; nothing else writes one."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.dates import Dates
from core.mail.writing import one_line
from tests.house.source import ROOT

WRITES = re.compile(
    r"strftime|strptime|ctime\(|:%[-a-zA-Z]|%-?[HIMdbBmyY](?![a-z])|month_(?:name|abbr)"
    r"|\b(?:import calendar|from calendar|babel)\b|{[\w.]*\.(?:month|hour|minute|year|isoformat\(\))[:}]"
)
# Templates name a moment for machines beside the words; read by people, it is a fault.
# What writes a day in templates, in scripts of the browser and on paper.
BY_OTHERS = re.compile(
    r"isoformat|strftime|ctime|toLocale(?:Date|Time)?String|\bIntl\.|datetime\.|new Date\("
)
FOR_MACHINES = re.compile(r'datetime="{{[^}]*}}"')
ALLOWED = {
    "core/dates.py": "the one form",
    "web/command_parts/mail.py": "operators read it on a server, in UTC and saying so",
    "web/command_parts/retiring.py": "operators type it on a server, in UTC and saying so",
    "core/seal/faults.py": "operators read how long a certificate is valid",
    "core/requests/signed_documents.py": "the name of a file, in whose order files are sorted",
    "web/table_files.py": "the name of a file, in whose order files are sorted",
    "core/access/recount.py": "a program reads it again",
    "core/console/queries/waiting.py": "a program reads it again",
}


def times_written(path: str, text: str) -> list[str]:
    """The lines of a file that write a day or a time of day themselves."""
    if path in ALLOWED:
        return []
    lines = text.splitlines()
    if path.endswith(".py"):
        return [line.strip() for line in lines if WRITES.search(line)]
    shown = [(line, FOR_MACHINES.sub("", line)) for line in lines]
    return [line.strip() for line, said in shown if BY_OTHERS.search(said)]


def sources() -> list[Path]:
    rooms = [ROOT / part for part in ("core", "web", "plugins")]
    return [
        file
        for room in rooms
        for end in ("py", "html", "txt", "js", "typ")
        for file in room.rglob(f"*.{end}")
        if "vendor" not in file.parts
    ]


def test_no_file_but_that_of_dates_writes_a_day_or_a_time() -> None:
    found = {str(each.relative_to(ROOT)): each.read_text("utf-8") for each in sources()}
    assert [line for path, text in found.items() for line in times_written(path, text)] == []
    assert found


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("web/parts.py", 'said = f"{at:%H:%M}"'),
        ("core/parts.py", 'said = at.strftime("%B %d")'),
        ("core/parts.py", 'said = f"{day.month}/{day.day}"'),
        ("plugins/a/b.py", 'said = f"Since {day.isoformat()}"'),
        ("web/templates/a.html", "<td>{{ row.since.isoformat() }}</td>"),
        ("web/static/a.js", "said.textContent = at.toLocaleTimeString();"),
        ("core/paper/a.typ", "#datetime.today().display()"),
        ("core/mail/templates/a.txt", "It works until {{ until.strftime('%x') }}."),
    ],
)
def test_a_planted_day_or_time_is_found(path: str, text: str) -> None:
    assert times_written(path, text)


def test_every_exception_is_still_needed() -> None:
    texts = {str(each.relative_to(ROOT)): each.read_text("utf-8") for each in sources()}
    needless = [path for path in ALLOWED if not times_written("core/other.py", texts[path])]
    assert needless == []


def test_a_mail_never_writes_a_day_that_nobody_put_into_words() -> None:
    with pytest.raises(TypeError, match="in words"):
        one_line(date(2026, 7, 1))
    assert one_line("Jul 1, 2026") == "Jul 1, 2026"


@pytest.mark.parametrize("zone", ["America/Phoenix", "America/Vancouver", "Asia/Kolkata", "UTC"])
def test_every_time_names_its_zone(zone: str) -> None:
    at = datetime(2026, 7, 1, 3, 46, tzinfo=UTC)
    name = at.astimezone(ZoneInfo(zone)).tzname()
    assert name and Dates(ZoneInfo(zone)).moment(at).endswith(f" {name}")
