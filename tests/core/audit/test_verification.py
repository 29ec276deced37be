"""Edits, deletions, swaps and truncations are found and the first bad event is named."""

import asyncio

import pytest

from core.actor import SYSTEM
from core.audit import change
from core.audit.tables import AuditEvent, AuditHead
from core.audit.verification import Broken, Elsewhere, Head, verify
from core.database import Database, connect
from core.tlog.tree import EMPTY
from tests.core.audit import trail

pytestmark = pytest.mark.both_databases

EVENTS = 12
COLUMNS = ", ".join(column._meta.name for column in AuditEvent._meta.columns)


async def test_an_untouched_trail_is_whole(database: Database) -> None:
    assert str((await verify()).head) == f"0:{EMPTY.hex()}"
    await trail.write(EVENTS)

    found = await verify()

    assert found.number == EVENTS
    assert Head.parse(str(found.head)) == found.head
    assert await verify(Elsewhere(earlier=(found.head,))) == found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'Nobody' WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 3",
        "UPDATE audit_event SET number = 9 WHERE number = 3",
        f"INSERT INTO audit_event ({COLUMNS}) SELECT -7, {COLUMNS[8:]} FROM audit_event WHERE number = 3",
    ],
)
async def test_the_database_refuses_to_change_an_event(database: Database, statement: str) -> None:
    await trail.write(4)

    with pytest.raises(Exception, match=r"only ever added to|audit_event_from_one"):
        await AuditEvent.raw(statement)

    assert (await verify()).number == 4


@pytest.mark.postgres
async def test_postgres_refuses_to_empty_the_trail(postgres_url: str) -> None:
    database = await connect(postgres_url)
    try:
        with pytest.raises(Exception, match="only ever added to"):
            await AuditEvent.raw("TRUNCATE audit_event")
    finally:
        await database.close()


async def test_an_earlier_head_shows_what_a_rewritten_trail_hides(database: Database) -> None:
    await trail.write(5)
    earlier = Elsewhere(earlier=((await verify()).head,))
    await trail.without_protection(database)
    await AuditEvent.delete().where(AuditEvent.number >= 4)
    await trail.rewrite({})
    assert (await verify()).number == 3

    with pytest.raises(Broken, match="event 4: is missing, though"):
        await verify(earlier)

    await trail.write(4)
    with pytest.raises(Broken, match="event 1: it, or one of those up to 5, is not the event"):
        await verify(earlier)


async def test_an_empty_trail_is_a_fault_when_somebody_lives_there(database: Database) -> None:
    await trail.write(3)
    await trail.without_protection(database)
    await AuditEvent.delete(force=True)
    await trail.rewrite({})
    assert (await verify()).number == 0

    with pytest.raises(Broken, match="event 1: is missing, though there are accounts"):
        await verify(Elsewhere(lived_in=True))


async def test_a_missing_record_of_the_end_is_a_fault(database: Database) -> None:
    await trail.write(2)
    await trail.without_protection(database)
    await AuditHead.delete().where(AuditHead.id == 1)

    with pytest.raises(Broken, match="record of the trail's end is missing"):
        await verify()


@pytest.mark.parametrize(
    "edit",
    [
        "at = replace(at, '+00:00', '+05:00')",
        "at = 'yesterday'",
        "at = replace(at, ' ', 'T')",
        "actor_name = CAST(x'ff00' AS TEXT)",
        "actor_account = 'nobody'",
        """details = '{{"number":1,' || substr(details, 2)""",
    ],
)
async def test_ways_of_writing_that_a_driver_would_hide_are_found(sqlite_url: str, edit: str) -> None:
    database = await connect(sqlite_url)
    try:
        await trail.write(3)
        await trail.without_protection(database)
        await AuditEvent.raw(f"UPDATE audit_event SET {edit} WHERE number = 2")
        with pytest.raises(Broken, match="event 2"):
            await verify()
    finally:
        await database.close()


async def test_verification_is_not_disturbed_by_those_who_write(database: Database) -> None:
    await trail.write(20)

    async def _write() -> None:
        for _ in range(60):
            async with change("thing.changed", by=SYSTEM):
                pass

    writing = [asyncio.create_task(_write()) for _ in range(3)]
    while not all(task.done() for task in writing):
        await verify()
    await asyncio.gather(*writing)

    assert (await verify()).number == 200
