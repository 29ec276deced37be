import asyncio
from uuid import uuid4

import pytest

from core import clock as time_source
from core.database import connect, locked, transaction
from core.mail.tables import OutboxMail

pytestmark = pytest.mark.both_databases


@pytest.mark.postgres
async def test_a_locked_row_waits_for_whoever_was_first_and_can_be_passed_over(postgres_url: str) -> None:
    database = await connect(postgres_url)
    await OutboxMail.insert(OutboxMail(queued_at=time_source.now(), message_id=str(uuid4())))
    held, let_go, order = asyncio.Event(), asyncio.Event(), []

    async def _first() -> None:
        async with transaction():
            await locked(OutboxMail.select())
            held.set()
            await let_go.wait()
            order.append("first")

    async def _second() -> None:
        async with transaction():
            await locked(OutboxMail.select())
            order.append("second")

    first = asyncio.create_task(_first())
    await held.wait()
    second = asyncio.create_task(_second())
    async with transaction():
        assert await locked(OutboxMail.select(), skip=True) == []
    await asyncio.sleep(0.1)
    assert order == []
    let_go.set()
    await asyncio.gather(first, second)
    assert order == ["first", "second"]
    await database.close()


async def test_on_sqlite_a_lock_is_the_transaction_itself(sqlite_url: str) -> None:
    database = await connect(sqlite_url)
    query = OutboxMail.select()
    assert str(locked(query)) == str(query) and "FOR UPDATE" not in str(query)
    await database.close()
