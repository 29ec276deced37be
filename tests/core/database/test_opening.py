"""A file that another process opens too is opened; one that cannot be opened leaves nothing behind."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from core.database import connect, current


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """As many times as this is long, SQLite says of the journal that it is locked, without waiting."""
    left, real = ["once", "twice"], aiosqlite.Connection.execute

    async def execute(connection: aiosqlite.Connection, sql: str, *values: Any) -> Any:
        if "journal_mode" in sql and left:
            left.pop()
            raise sqlite3.OperationalError("database is locked")
        return await real(connection, sql, *values)

    monkeypatch.setattr(aiosqlite.Connection, "execute", execute)
    return left


async def opened(folder: Path) -> Any:
    """What the journal of a new file is."""
    database = await connect(f"sqlite:///{folder / 'new.sqlite'}")
    try:
        return await current().engine.run_text("PRAGMA journal_mode", [])
    finally:
        await database.close()


async def test_a_file_that_another_process_opens_at_once_is_opened(
    tmp_path: Path, refused: list[str]
) -> None:
    assert await opened(tmp_path) == [{"journal_mode": "wal"}]
    assert refused == []


async def test_what_could_not_be_opened_leaves_no_thread_that_keeps_the_process(
    tmp_path: Path, refused: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.database.sqlite.PATIENCE_SECONDS", 0)
    before = set(threading.enumerate())
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await opened(tmp_path)
    begun = [each for each in set(threading.enumerate()) - before if "connection" in each.name]
    for each in begun:
        each.join(10)
    assert not any(each.is_alive() for each in begun)
    assert refused == ["once"]
