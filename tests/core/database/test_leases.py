import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core import clock as time_source
from core.database import Database, transaction
from core.database.leases import claim, pause
from core.mail.tables import OutboxMail
from tests.conftest import MovableClock

pytestmark = pytest.mark.both_databases


async def _rows(number: int) -> None:
    moment = time_source.now()
    for _ in range(number):
        await OutboxMail.insert(OutboxMail(due=moment, queued_at=moment, message_id=str(uuid4())))


async def test_a_row_is_claimed_once_however_many_ask(database: Database) -> None:
    await _rows(20)

    taken = await asyncio.gather(*(claim(OutboxMail, limit=3, seconds=60) for _ in range(16)))
    taken += [await claim(OutboxMail, limit=20, seconds=60)]

    ids = [lease.row["id"] for leases in taken for lease in leases]
    assert len(ids) == len(set(ids)) == 20


async def test_a_row_whose_lease_ran_out_is_claimed_again(database: Database, clock: MovableClock) -> None:
    await _rows(1)
    (first,) = await claim(OutboxMail, limit=1, seconds=60)
    clock.advance(seconds=59)
    assert await claim(OutboxMail, limit=1, seconds=60) == []

    clock.advance(seconds=1)
    (second,) = await claim(OutboxMail, limit=1, seconds=60)

    assert second.row["id"] == first.row["id"]
    assert (first.row["attempts"], second.row["attempts"]) == (1, 2)


async def test_a_worker_that_slept_past_its_lease_changes_nothing(
    database: Database, clock: MovableClock
) -> None:
    await _rows(1)
    (sleeper,) = await claim(OutboxMail, limit=1, seconds=60)
    clock.advance(seconds=61)
    assert not await sleeper.renew(60)
    (other,) = await claim(OutboxMail, limit=1, seconds=60)

    assert not await sleeper.settle({OutboxMail.state: "dead"})
    assert not await sleeper.renew(60)
    assert await other.settle({OutboxMail.state: "sent"})
    assert (await OutboxMail.select(OutboxMail.state))[0]["state"] == "sent"


async def test_a_settled_row_is_done_until_its_next_time(database: Database, clock: MovableClock) -> None:
    await _rows(1)
    (lease,) = await claim(OutboxMail, limit=1, seconds=60)
    await lease.settle({}, again_at=clock() + timedelta(minutes=5))
    clock.advance(minutes=4)
    assert await claim(OutboxMail, limit=1, seconds=60) == []
    clock.advance(minutes=1)

    (again,) = await claim(OutboxMail, limit=1, seconds=60)
    await again.settle({})
    clock.advance(days=400)

    assert await claim(OutboxMail, limit=1, seconds=60) == []


async def test_a_renewed_lease_lasts_longer(database: Database, clock: MovableClock) -> None:
    await _rows(1)
    (lease,) = await claim(OutboxMail, limit=1, seconds=60)
    clock.advance(seconds=50)

    assert await lease.renew(60)
    clock.advance(seconds=50)

    assert await claim(OutboxMail, limit=1, seconds=60) == []


async def test_claiming_nothing_does_not_wait_for_a_writer(database: Database) -> None:
    writing, claimed = asyncio.Event(), asyncio.Event()

    async def _write() -> None:
        async with transaction():
            writing.set()
            await claimed.wait()

    writer = asyncio.create_task(_write())
    await writing.wait()
    assert await asyncio.wait_for(claim(OutboxMail, limit=1, seconds=60), timeout=30) == []
    claimed.set()
    await writer


def test_pauses_double_up_to_a_ceiling_and_are_scattered() -> None:
    for attempt, longest in ((1, 10), (2, 20), (3, 40), (9, 60), (5000, 60)):
        drawn = [pause(attempt, first=10, most=60).total_seconds() for _ in range(50)]
        assert longest / 2 <= min(drawn) and max(drawn) <= longest
        assert len(set(drawn)) > 40
