"""A PostgreSQL database whose tables belong to another role than the one that writes the trail."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest

from core.database import connect, grant_to


async def _as_owner(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _granted(url: str, role: str) -> None:
    database = await connect(url)
    try:
        await grant_to(role)
    finally:
        await database.close()


@pytest.fixture
def two_roles(postgres_url: str) -> Iterator[str]:
    """The address with which the portal signs in; `postgres_url` is that of the owner."""
    role = f"portal_{uuid4().hex}"
    asyncio.run(_as_owner(postgres_url, f"CREATE ROLE {role} LOGIN"))
    asyncio.run(_granted(postgres_url, role))
    yield postgres_url.replace("portal@", f"{role}@")
    asyncio.run(_as_owner(postgres_url, f"DROP OWNED BY {role}; DROP ROLE {role}"))
