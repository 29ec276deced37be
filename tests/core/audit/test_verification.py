"""Edits, deletions, swaps and truncations are found and the first bad event is named."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from core.actor import SYSTEM
from core.audit import change
from core.audit.chain import BEGINNING
from core.audit.tables import AuditEvent, AuditHead
from core.audit.verification import Broken, Head, verify
from core.database import Database, connect, transaction
from tests.core.audit import trail

EVENTS = 12


class _Undo(Exception):
    """Ends a transaction so that what was tampered with is whole again."""


async def test_an_untouched_trail_is_whole(database: Database) -> None:
    assert str(await verify()) == f"0:{BEGINNING}"
    await trail.write(EVENTS)

    head = await verify()

    assert head.number == EVENTS
    assert Head.parse(str(head)) == head
    assert await verify(head) == head


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor_name = 'Nobody' WHERE number = 3",
        "DELETE FROM audit_event WHERE number = 3",
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
    ],
)
async def test_the_database_refuses_to_change_an_event(database: Database, statement: str) -> None:
    await trail.write(4)

    with pytest.raises(Exception, match="only ever added to"):
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


@pytest.mark.postgres
async def test_a_role_without_the_right_to_change_events_can_still_write_them(postgres_url: str) -> None:
    role = f"portal_{uuid4().hex}"
    owner = await asyncpg.connect(postgres_url)
    await owner.execute(
        f"""
        CREATE ROLE {role} LOGIN;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_event FROM {role};
        REVOKE DELETE, TRUNCATE ON audit_head FROM {role};
        """
    )
    database = await connect(postgres_url.replace("portal@", f"{role}@"))
    try:
        await trail.write(3)
        assert (await verify()).number == 3
        for forbidden in ("UPDATE audit_event SET action = ''", "DELETE FROM audit_event"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await AuditEvent.raw(forbidden)
    finally:
        await database.close()
        await owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
        await owner.close()


Tampering = Callable[[random.Random], Awaitable[int]]


async def _edit(chance: random.Random) -> int:
    """Change one column of one row to something else; the number of the row."""
    number, name = chance.randint(1, EVENTS), chance.choice([*_EDITS])
    (row,) = await AuditEvent.select().where(AuditEvent.number == number)
    value = _EDITS[name](row[name], chance)
    await AuditEvent.update({name: value}).where(AuditEvent.number == number)
    return number


def _other_text(text: str | None, chance: random.Random) -> str:
    place = chance.randrange(len(text or "") + 1)
    return f"{(text or '')[:place]}{chance.choice('aZ0 é')}{(text or '')[place:]}"


_EDITS: dict[str, Callable] = {
    "at": lambda old, chance: old + timedelta(microseconds=chance.choice([1, -1, 3_600_000_000])),
    "action": _other_text,
    "actor_kind": _other_text,
    "actor_account": lambda old, chance: None if old else trail.uuid4(),
    "actor_name": _other_text,
    "address": _other_text,
    "agent": _other_text,
    "subject_kind": _other_text,
    "subject": lambda old, chance: chance.choice([None, _other_text(old, chance)]),
    "details": lambda old, chance: chance.choice(["{}", old + " ", old.replace("number", "numbers")]),
    "digest": lambda old, chance: chance.choice([old[::-1] + "0", BEGINNING, old.upper()])[:64],
    "previous": lambda old, chance: "f" * 64,
}


async def _delete(chance: random.Random) -> int:
    number = chance.randint(1, EVENTS)
    await AuditEvent.delete().where(AuditEvent.number == number)
    return number


async def _swap(chance: random.Random) -> int:
    """Exchange everything but the numbers of two rows, or only their digests."""
    first, second = sorted(chance.sample(range(1, EVENTS + 1), 2))
    one, two = (
        await AuditEvent.select().where(AuditEvent.number.is_in([first, second])).order_by(AuditEvent.number)
    )
    names = [name for name in one if name != "number"]
    if chance.random() < 0.3:
        names = ["digest"]
    await AuditEvent.update({name: two[name] for name in names}).where(AuditEvent.number == first)
    await AuditEvent.update({name: one[name] for name in names}).where(AuditEvent.number == second)
    return first


async def _truncate(chance: random.Random) -> int:
    number = chance.randint(1, EVENTS)
    await AuditEvent.delete().where(AuditEvent.number >= number)
    return number


async def _renumber(chance: random.Random) -> int:
    """Take a row out and close the gap behind it."""
    number = chance.randint(1, EVENTS - 1)
    await AuditEvent.delete().where(AuditEvent.number == number)
    for later in range(number + 1, EVENTS + 1):
        await AuditEvent.update({"number": later - 1}).where(AuditEvent.number == later)
    return number


async def _add(chance: random.Random) -> int:
    (row,) = await AuditEvent.select().where(AuditEvent.number == EVENTS)
    await AuditEvent.insert(AuditEvent(**row | {"number": EVENTS + 1}))
    return EVENTS + 1


async def _move_the_head(chance: random.Random) -> int:
    number = chance.randint(0, EVENTS - 1)
    await AuditHead.update({"number": number}).where(AuditHead.id == 1)
    return number


TAMPERINGS: list[Tampering] = [
    _edit,
    _edit,
    _edit,
    _delete,
    _swap,
    _truncate,
    _renumber,
    _add,
    _move_the_head,
]


async def _found(tampering: Tampering, chance: random.Random) -> tuple[int, Broken | None]:
    """The row that was tampered with and what verification says; everything is undone."""
    outcome: tuple[int, Broken | None] = (0, None)
    try:
        async with transaction():
            number = await tampering(chance)
            try:
                await verify()
                outcome = (number, None)
            except Broken as broken:
                outcome = (number, broken)
            raise _Undo
    except _Undo:
        return outcome


async def test_every_random_tampering_is_found_and_the_first_bad_event_named(database: Database) -> None:
    await trail.write(EVENTS)
    await trail.without_protection(database)
    chance = random.Random(20261122)

    for _ in range(250):
        tampering = chance.choice(TAMPERINGS)
        number, broken = await _found(tampering, chance)
        assert broken is not None, f"{tampering.__name__} of event {number} was not found"
        assert broken.number == number, f"{tampering.__name__} of event {number}: {broken}"
    assert (await verify()).number == EVENTS


async def test_an_earlier_head_shows_what_a_rewritten_trail_hides(database: Database) -> None:
    await trail.write(5)
    earlier = await verify()
    await trail.without_protection(database)
    await AuditEvent.delete().where(AuditEvent.number >= 4)
    (last,) = await AuditEvent.select().where(AuditEvent.number == 3)
    await AuditHead.update({"number": 3, "digest": last["digest"]}).where(AuditHead.id == 1)
    assert (await verify()).number == 3

    with pytest.raises(Broken, match="event 4: is missing, though"):
        await verify(earlier)

    await trail.write(4)
    with pytest.raises(Broken, match="event 5: is not the event"):
        await verify(earlier)


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
