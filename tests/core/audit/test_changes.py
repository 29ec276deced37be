import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from core.actor import SYSTEM, Actor
from core.audit import Event, change, note_each
from core.audit.canonical import leaf_of
from core.audit.tables import AuditEvent
from core.audit.verification import verify
from core.database import Database

pytestmark = pytest.mark.both_databases


async def _rows() -> list[dict]:
    return await AuditEvent.select().order_by(AuditEvent.number).output(load_json=True)


async def test_events_are_numbered_without_a_gap_and_salted(database: Database) -> None:
    async def _one(number: int) -> None:
        async with change("thing.changed", by=SYSTEM, subject=("thing", uuid4()), number=number):
            pass

    await asyncio.gather(*(_one(number) for number in range(30)))

    rows = await _rows()
    assert [row["number"] for row in rows] == list(range(1, 31))
    assert all(row["leaf"] == leaf_of(row, row["salt"]).hex() for row in rows)
    assert len({row["salt"] for row in rows}) == 30


async def test_a_change_that_fails_writes_no_event(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with change("thing.changed", by=SYSTEM):
            raise RuntimeError

    assert await _rows() == []


async def test_the_subject_may_be_known_only_at_the_end(database: Database) -> None:
    async with change("thing.made", by=SYSTEM) as event:
        event.subject = ("thing", "42")
        event.details["size"] = 3

    (row,) = await _rows()
    assert (row["subject_kind"], row["subject"], row["details"]) == ("thing", "42", {"size": 3})


async def test_a_change_inside_another_has_its_own_event(database: Database) -> None:
    async with change("outer.changed", by=SYSTEM) as outer:
        async with change("inner.changed", by=SYSTEM):
            pass
        outer.details["filled"] = "in later"

    rows = await _rows()
    assert [row["action"] for row in rows] == ["inner.changed", "outer.changed"]
    assert rows[1]["details"] == {"filled": "in later"}
    assert (await verify()).number == 2


async def test_an_inner_change_that_failed_is_not_stored_by_catching_its_error(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside this one failed"):
        async with change("outer.changed", by=SYSTEM):
            with suppress(ValueError):
                async with change("inner.changed", by=SYSTEM):
                    raise ValueError

    assert await _rows() == []


async def test_text_that_a_database_cannot_hold_is_made_sound(database: Database) -> None:
    actor = Actor("person", None, "A\0da\ud800", agent="x" * 5000)
    async with change("thing.changed", by=actor, name="a\0b\udfff", when=datetime(2026, 1, 1, tzinfo=UTC)):
        pass

    (row,) = await _rows()
    assert row["actor_name"] == "Ada?"
    assert len(row["agent"]) == 400
    assert await verify()


async def test_thirty_two_writers_make_one_chain(database: Database) -> None:
    async def _write() -> None:
        for _ in range(5):
            async with change("thing.changed", by=SYSTEM), change("thing.touched", by=SYSTEM):
                pass

    await asyncio.gather(*(_write() for _ in range(32)))

    assert (await verify()).number == 320


async def test_an_event_says_for_whom_somebody_acted_and_what_allowed_it(database: Database) -> None:
    nurse = Actor("person", uuid4(), "Nina Nurse", on_behalf_of="Dr. Okafor", authority="appointment:7")
    async with change("thing.changed", by=nurse, size=3):
        pass

    (row,) = await _rows()
    assert row["details"] == {"authority": "appointment:7", "on_behalf_of": "Dr. Okafor", "size": 3}
    await verify()


async def test_a_change_of_many_things_has_an_event_for_each(database: Database) -> None:
    async with change("things.changed", by=SYSTEM):
        note_each(Event("thing.changed", SYSTEM, ("thing", str(n))) for n in range(1200))

    assert await AuditEvent.count() == 1201
    await verify()


async def test_an_event_of_no_change_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside the change"):
        note_each([Event("thing.changed", SYSTEM)])
