"""Every rule finds the breach that is planted for it, and `make check` runs the rules."""

import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePath

import pytest

from tests.house.rules.__main__ import breaches
from tests.house.rules.all_rules import RULES, Rule
from tests.house.source import PARTS, ROOT
from tests.today import SHIFT

IN_A_CHANGE = "async def f():\n    async with change('x', by=by):\n        {}\n"
PLANTED = {
    "rights over a practice are read in core/groups alone": "rows = Appointment.select()",
    "no account is compared to decide": "mine = Request.sent_by == by.account",
    "no state is written outside its mover": "values = {Request.state: 'done'}",
    "no event is written outside a transaction": "change('x', by=by)",
    "no clock but our own is asked": "now = datetime.now(UTC)",
    "no transaction waits for the outside": IN_A_CHANGE.format("await asyncio.to_thread(draw)"),
}
ALLOWED = {
    "no account is compared to decide": "mine = WorkItem.assignee == by.account",
    "no event is written outside a transaction": IN_A_CHANGE.format("pass"),
    "no clock but our own is asked": "now = clock.now()",
    "no transaction waits for the outside": "async def f():\n    await asyncio.to_thread(draw)\n",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_its_planted_breach(rule: Rule) -> None:
    assert rule.read(PurePath("core/console/breach.py"), PLANTED[rule.name])


@pytest.mark.parametrize("rule", [each for each in RULES if each.name in ALLOWED], ids=lambda rule: rule.name)
def test_a_rule_lets_pass_what_is_right(rule: Rule) -> None:
    assert rule.read(PurePath("core/console/right.py"), ALLOWED[rule.name]) == []


def test_nothing_breaks_a_rule() -> None:
    assert breaches() == []


def test_the_command_fails_where_a_breach_is_planted(tmp_path: Path) -> None:
    for part in (*PARTS, "tests/house"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "static"))
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "core" / "console" / "breach.py").write_text("\n".join(PLANTED.values()), "utf-8")
    # What shifts the clock of a process imports the tests first, and not their copy.
    environment = {name: value for name, value in os.environ.items() if name not in {SHIFT, "PYTHONPATH"}}
    command = [sys.executable, "-m", "tests.house.rules"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert {line.partition(": ")[2] for line in run.stdout.splitlines()} == set(PLANTED)


def test_the_checks_run_the_rules() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("check:")[2].partition("\n\n")[0]
    assert "\t$(BIN)/python -m tests.house.rules" in recipe.splitlines()
