"""Databases in which nothing is yet."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

NewDatabase = Callable[[], str]


async def _on_server(server: str, *statements: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[NewDatabase]:
    made: list[str] = []

    def new() -> str:
        made.append(f"empty_{uuid4().hex}")
        asyncio.run(_on_server(postgres_server, f"CREATE DATABASE {made[-1]}"))
        return f"{postgres_server.rpartition('/')[0]}/{made[-1]}"

    yield new
    asyncio.run(_on_server(postgres_server, *(f"DROP DATABASE {name} WITH (FORCE)" for name in made)))


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewDatabase:
    return lambda: f"sqlite:///{tmp_path / uuid4().hex}.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    """Makes a database in which nothing is yet and says its address, once of each kind."""
    made: NewDatabase = request.getfixturevalue(f"new_{request.param}")
    return made
