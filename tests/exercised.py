"""Says at the end of a run what of PostgreSQL, browser, LDAP and PKCS#11 was exercised, and why not if not.

Also starts one PostgreSQL for all workers of a parallel run; each makes databases of its own on it.
"""

import contextlib
import os
from typing import Any

import pytest

from tests import asked, postgres

_KINDS = {"postgres": "PostgreSQL", "browser": "Browser", "ldap": "LDAP", "hsm": "PKCS#11"}
# What a test that ran all the same says about how: `record_property(NOTE, "without PostgreSQL: …")`.
NOTE = "note"
_open = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Parallel runs: the one server, before the workers start and inherit its address."""
    leads_workers = not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None)
    if leads_workers and not os.environ.get(postgres.ADDRESS) and not postgres.missing():
        os.environ[postgres.ADDRESS] = _open.enter_context(postgres.server())
        _open.callback(os.environ.pop, postgres.ADDRESS)


def pytest_unconfigure() -> None:
    """Stops what was started."""
    _open.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line a kind: how many tests ran on it, or why they did not."""
    for marker, name in _KINDS.items():
        ran = _reports(terminalreporter, ("passed", "failed"), marker)
        skipped = _reports(terminalreporter, ("skipped",), marker)
        terminalreporter.write_line(f"{name}: {sentence(ran, skipped)}")
    if asked.is_whole(terminalreporter.config):
        for place in asked.missing():
            terminalreporter.write_line(f"asks SQLite and in no test PostgreSQL: {place}", red=True)
    for report in terminalreporter.stats.get("passed", []):
        for what, words in report.user_properties:
            if what == NOTE:
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {words}")


def _reports(terminalreporter: Any, outcomes: tuple[str, ...], marker: str) -> list[Any]:
    found = [report for outcome in outcomes for report in terminalreporter.stats.get(outcome, [])]
    return [report for report in found if marker in report.keywords and report.when != "teardown"]


def sentence(ran: list[Any], skipped: list[Any]) -> str:
    """What ran and what did not, with the reasons."""
    reasons = sorted({str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped})
    parts = [f"{len(ran)} tests ran on it"] if ran else []
    if skipped:
        parts.append(f"{len(skipped)} tests NOT run: {'; '.join(reasons)}")
    return ", ".join(parts) or "no test of this run needs it"
