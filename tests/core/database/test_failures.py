"""An outage of the database is told apart from our own faults."""

import sqlite3
from pathlib import Path

import asyncpg
import pytest

from core.database import is_outage


def _raised_by_sqlite(path: Path, *statements: str) -> sqlite3.Error:
    connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as problem:
        return problem
    finally:
        connection.close()
    raise AssertionError


def test_a_locked_file_is_an_outage(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "file", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert is_outage(_raised_by_sqlite(tmp_path / "file", "BEGIN IMMEDIATE"))
    holder.close()


def test_a_full_disk_is_an_outage(tmp_path: Path) -> None:
    fill = (
        "CREATE TABLE heap (thing)",
        "PRAGMA max_page_count = 3",
        "INSERT INTO heap VALUES (zeroblob(99999))",
    )
    assert is_outage(_raised_by_sqlite(tmp_path / "file", *fill))


def test_a_file_that_cannot_be_opened_is_an_outage(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error) as problem:
        sqlite3.connect(tmp_path / "no such folder" / "file")
    assert is_outage(problem.value)


def test_a_wrong_statement_is_our_own_fault(tmp_path: Path) -> None:
    assert not is_outage(_raised_by_sqlite(tmp_path / "file", "SELECT * FROM nothing"))


@pytest.mark.postgres
async def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(OSError, match=r"refused|Connect call failed|Multiple exceptions") as problem:
        await asyncpg.connect("postgresql://portal@127.0.0.1:1/portal")
    assert is_outage(problem.value)
    # What asyncio says when a name has several addresses and none of them answers.
    assert is_outage(OSError("Multiple exceptions: refused, refused"))
    assert not is_outage(FileNotFoundError())


@pytest.mark.postgres
async def test_a_connection_that_was_ended_is_an_outage_and_a_wrong_statement_is_not(
    postgres_url: str,
) -> None:
    connection = await asyncpg.connect(postgres_url)
    wrong: list[Exception] = []
    for statement, arguments in (("SELECT * FROM nothing", ()), ("SELECT $1::int", ("x",))):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as problem:
            await connection.fetch(statement, *arguments)
        wrong.append(problem.value)
    assert not any(map(is_outage, wrong))

    for _ in range(2):
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as problem:
            await connection.fetch("SELECT pg_terminate_backend(pg_backend_pid())")
        assert is_outage(problem.value)
