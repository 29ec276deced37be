import asyncio
from contextlib import suppress

import pytest

from core.audit.tables import AuditHead
from core.database import Database, count_statements, pending_migrations, transaction

pytestmark = pytest.mark.both_databases


async def _read_then_write() -> None:
    async with transaction():
        query = AuditHead.select(AuditHead.number).where(AuditHead.id == 2)
        if AuditHead._meta.db.engine_type == "postgres":
            query = query.lock_rows("UPDATE")
        row = (await query)[0]
        await AuditHead.update({AuditHead.number: row["number"] + 1}).where(AuditHead.id == 2)


async def test_fifty_transactions_that_read_and_then_write_all_succeed(database: Database) -> None:
    await AuditHead.insert(AuditHead(id=2, number=0, frontier=""))

    await asyncio.gather(*(_read_then_write() for _ in range(50)))

    assert (await AuditHead.select().where(AuditHead.id == 2))[0]["number"] == 50


async def test_what_a_failed_transaction_wrote_is_gone(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await AuditHead.insert(AuditHead(id=2, number=1, frontier=""))
            raise RuntimeError

    assert await AuditHead.count().where(AuditHead.id == 2) == 0


async def test_an_inner_transaction_is_undone_with_the_outer_one(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            async with transaction():
                await AuditHead.insert(AuditHead(id=2, number=1, frontier=""))
            raise RuntimeError

    assert await AuditHead.count().where(AuditHead.id == 2) == 0


async def test_a_cancelled_transaction_leaves_the_database_usable(database: Database) -> None:
    async def _hang() -> None:
        async with transaction():
            await AuditHead.insert(AuditHead(id=2, number=1, frontier=""))
            await asyncio.sleep(60)

    hanging = asyncio.create_task(_hang())
    await asyncio.sleep(0.2)
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging

    await _write_one()
    assert await AuditHead.count().where(AuditHead.id == 2) == 1


async def _write_one() -> None:
    async with transaction():
        await AuditHead.insert(AuditHead(id=2, number=1, frontier=""))


async def test_transactions_cancelled_as_they_begin_leave_the_database_usable(database: Database) -> None:
    for moment in range(120):
        beginning = asyncio.create_task(_read())
        for _ in range(moment % 12):
            await asyncio.sleep(0)
        beginning.cancel()
        with suppress(asyncio.CancelledError):
            await beginning

    async with asyncio.timeout(30):
        await _read()


async def _read() -> None:
    async with transaction():
        await AuditHead.count()


async def test_a_statement_that_fails_leaves_the_database_usable(database: Database) -> None:
    for _ in range(20):
        with pytest.raises(Exception, match=r"nothing_of_this_name|no such table"):
            await AuditHead.raw("SELECT * FROM nothing_of_this_name")

    assert await AuditHead.count().where(AuditHead.id == 2) == 0


async def test_statements_are_counted(database: Database) -> None:
    with count_statements() as statements:
        await AuditHead.count().where(AuditHead.id == 2)
        await AuditHead.select()

    assert len(statements) == 2


async def test_a_migrated_database_waits_for_no_migration(database: Database) -> None:
    assert await pending_migrations() == []
