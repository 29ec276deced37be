"""Machines that watch the service get a plain answer and nothing else."""

from pathlib import Path

import asyncpg
import pytest
from litestar.testing import AsyncTestClient

from core.database import connect
from core.key_mark.checking import leave_mark
from core.keys import Keys
from core.settings import Settings
from web.app import create_app


def demo(url: str) -> Settings:
    return Settings(demo=True, site="banner", database_url=url)


async def test_a_sound_service_is_alive_and_ready(database_url: str) -> None:
    async with AsyncTestClient(create_app(demo(database_url))) as client:
        assert (await client.get("/health")).json() == {"alive": "yes"}
        answer = await client.get("/ready")
    assert answer.status_code == 200
    assert answer.json() == {"site": "ok", "database": "ok", "migrations": "ok", "secrets": "ok"}


async def test_a_service_with_an_old_database_is_alive_but_not_ready(tmp_path: Path) -> None:
    async with AsyncTestClient(create_app(demo(f"sqlite:///{tmp_path / 'empty.sqlite'}"))) as client:
        assert (await client.get("/health")).status_code == 200
        answer = await client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"site": "ok", "database": "ok", "migrations": "pending", "secrets": "ok"}


@pytest.mark.postgres
async def test_a_service_whose_database_goes_down_is_alive_but_not_ready(
    postgres_server: str, postgres_url: str
) -> None:
    async with AsyncTestClient(create_app(demo(postgres_url))) as client:
        assert (await client.get("/ready")).status_code == 200
        await _shut_out(postgres_server, postgres_url.rpartition("/")[2])
        assert (await client.get("/health")).status_code == 200
        answer = await client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"site": "ok", "database": "down", "migrations": "unknown", "secrets": "unknown"}


async def _shut_out(server: str, name: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
        )
    finally:
        await connection.close()


async def test_a_service_with_other_secrets_than_its_database_is_not_ready(database_url: str) -> None:
    database = await connect(database_url)
    await leave_mark(Keys("the-first-secret", "its-pepper"))
    await database.close()
    async with AsyncTestClient(create_app(demo(database_url))) as client:
        answer = await client.get("/ready")
    assert answer.status_code == 503 and answer.json()["secrets"] == "wrong"
