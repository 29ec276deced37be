"""Time comes from `core/clock.py` alone, in the product, in its tests and in what they start."""

import ast
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core import clock
from tests import today
from tests.house.source import PARTS, python_files, short

CLOCK, ITSELF = "core/clock.py", "tests/house/test_clock.py"
# What other programs compare with the clock of the machine: certificates of the seal and of servers, files
# that it stamps, and the clock of the database.
MAY_ASK_THE_MACHINE = {
    "core/database/itself.py",
    "core/health/serving.py",
    "core/seal/faults.py",
    "core/seal/key_files.py",
    "tests/certificates.py",
    "tests/core/health/test_health.py",
    "tests/core/seal/test_seal_keys.py",
    "tests/core/seal/test_time_stamps.py",
    "tests/time_stamp_authority.py",
    "tests/today.py",
}
ASKED = {"now", "today", "utcnow", "localtime", "gmtime", "ctime"}
ASKED_OF_TIME = {"time", "time_ns"}
OURS = {"clock", "time_source"}
SQL = re.compile(
    r"\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b|(?:SELECT|[=<>,(])\s*now\(\)|\(\s*'now'", re.IGNORECASE
)


def system_clock(source: str, *, machine: bool = False) -> list[int]:
    """The lines on which a file takes the time from anywhere but the portal's clock.

    With `machine` it may ask for `clock.system_time`, as a few files have to.
    """
    nodes = list(ast.walk(ast.parse(source)))
    awaited = {node.value for node in nodes if isinstance(node, ast.Await)}
    return [node.lineno for node in nodes if node not in awaited and _asks(node, machine)]


def _asks(node: ast.AST, machine: bool) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=of, attr=asked)):
            name = ast.unparse(of)
            return (asked in ASKED and name not in OURS) or (asked in ASKED_OF_TIME and name == "time")
        case ast.Attribute(attr="system_time"):
            return not machine
        case ast.ImportFrom(module="time", names=names):
            return bool({alias.name for alias in names} & (ASKED | ASKED_OF_TIME))
        case ast.Constant(value=str(text)):
            return SQL.search(text) is not None
    return False


@pytest.mark.parametrize(
    "planted",
    [
        "moment = datetime.now(UTC)",
        "day = date.today()",
        "seconds = dt.datetime.utcnow().timestamp()",
        "seconds = int(time.time())",
        "from time import time",
        "code = app.now()",
        "moment = clock.system_time()",
        "clock.use(clock.system_time)",
        'sql = "UPDATE work_item SET due = now()"',
        "sql = \"SELECT datetime('now')\"",
        'sql = "WHERE until < CURRENT_TIMESTAMP"',
    ],
)
def test_the_search_finds_a_planted_look_at_the_machine_s_clock(planted: str) -> None:
    assert system_clock(planted) == [1]


@pytest.mark.parametrize(
    "good",
    ["clock.now()", "x = time_source.now()", "time.monotonic()", "at = moment.time()", "class time: ..."],
)
def test_the_search_lets_the_portal_s_clock_pass(good: str) -> None:
    assert system_clock(good) == []


def test_nothing_takes_the_time_from_anywhere_but_the_portal_s_clock() -> None:
    files = [file for file in python_files(*PARTS, "tests") if short(file) not in {CLOCK, ITSELF}]
    found = [
        f"{short(file)}:{line}"
        for file in files
        for line in system_clock(file.read_text("utf-8"), machine=short(file) in MAY_ASK_THE_MACHINE)
    ]
    assert found == []


def test_every_file_that_may_ask_the_machine_does() -> None:
    sources = {name: (today.ROOT / name).read_text("utf-8") for name in MAY_ASK_THE_MACHINE}
    assert [name for name, source in sources.items() if "system_time" not in source] == []


def test_a_process_that_a_test_starts_has_the_time_of_the_tests(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "from core import clock; print(clock.now().isoformat())"]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.strip()
    assert abs(datetime.fromisoformat(said) - clock.now()) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("named", "begins"),
    [
        ("2027-12-31", datetime(2027, 12, 31, 16, tzinfo=UTC)),
        ("2027-03-14T01:59:59-07:00", datetime(2027, 3, 14, 8, 59, 59, tzinfo=UTC)),
        ("", datetime(2026, 11, 23, 16, tzinfo=UTC)),
    ],
)
def test_the_tests_begin_on_the_day_that_is_named(
    monkeypatch: pytest.MonkeyPatch, named: str, begins: datetime
) -> None:
    monkeypatch.setenv(today.TODAY, named)
    assert today.beginning() == begins
