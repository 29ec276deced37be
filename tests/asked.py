"""Notes which places of the product ask which database, so that none is tried on SQLite alone.

Most rules are tried on SQLite; a test marked `both_databases` runs on PostgreSQL too. When the whole suite
has run, every function that asked SQLite must have asked PostgreSQL as well, in whatever test: else the
run fails and names the functions. The few that did not so far stand in `asked_on_sqlite_alone.txt`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from core.database.postgres import PooledPostgresEngine
from core.database.sqlite import PooledSQLiteEngine

ROOT = Path(__file__).parents[1]
KNOWN = Path(__file__).parent / "asked_on_sqlite_alone.txt"
PRODUCT = tuple(f"{ROOT / part}/" for part in ("core", "plugins", "web"))
# The engines and what stands on them have tests of their own for each database.
ENGINES = f"{ROOT / 'core' / 'database'}/"
# Migrations run on both too, whoever brings a database of its own to its shape.
MIGRATING = f"{ENGINES}migrating.py"
# Reads that are asked at once were noted each by itself, before they became one statement.
NOBODYS = frozenset({MIGRATING, f"{ENGINES}gathering.py"})
Place = tuple[str, str]
_asked: set[Place] = set()
_by_workers: set[Place] = set()


def watch() -> None:
    """Note every statement of this process from now on."""
    PooledSQLiteEngine.run_text = _noting("sqlite", PooledSQLiteEngine.run_text)
    PooledPostgresEngine.run_text = _noting("postgres", PooledPostgresEngine.run_text)


def _noting(kind: str, runs: Callable[..., Any]) -> Any:
    async def run(*given: Any, **named: Any) -> Any:
        if place := place_of(sys._getframe(1)):
            _asked.add((kind, place))
        return await runs(*given, **named)

    return run


def place_of(frame: FrameType | None) -> str | None:
    """Return the innermost function of the product that asks; None where a test or a migration does."""
    while frame is not None and frame.f_code.co_filename not in NOBODYS:
        file = frame.f_code.co_filename
        if file.startswith(PRODUCT) and not file.startswith(ENGINES):
            return f"{file.removeprefix(f'{ROOT}/')}:{frame.f_code.co_qualname}"
        frame = frame.f_back
    return None


def on_sqlite_alone(asked: Iterable[Place]) -> list[str]:
    """Return the places that asked SQLite and never PostgreSQL, in order."""
    each = set(asked)
    alone = {place for kind, place in each if kind == "sqlite" and ("postgres", place) not in each}
    return sorted(alone - set(KNOWN.read_text("utf-8").split()))


def noted() -> set[Place]:
    """Return what this process noted, and what the workers of its run handed in."""
    return _asked | _by_workers


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker noted to the run; fail the whole run when a place is missing."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["asked"] = sorted(_asked)
    elif session.exitstatus == pytest.ExitCode.OK and is_whole(session.config) and missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker noted."""
    _by_workers.update(map(tuple, getattr(node, "workeroutput", {}).get("asked", ())))


def is_whole(config: pytest.Config) -> bool:
    """Tell whether every test of both databases was asked for."""
    named = config.args != config.getini("testpaths") or config.option.keyword
    return not named and config.option.markexpr == "not slow"


def missing() -> list[str]:
    """Return the places that this run tried on SQLite alone; empty where no PostgreSQL was there at all."""
    return on_sqlite_alone(noted()) if any(kind == "postgres" for kind, _ in noted()) else []
