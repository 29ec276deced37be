import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from core.database.leases import Lease
from core.database.worker import FIRST_PAUSE
from tests.conftest import MovableClock
from tests.core.database.chores import Busy, Chore, chore_worker, finish, rows, until, until_done, write

pytestmark = pytest.mark.both_databases


async def test_every_kind_of_row_is_done_once_and_counted(chores: type[Chore]) -> None:
    await write("remind", "remove", "review")
    seen = []

    async def _handle(lease: Lease) -> None:
        seen.append(lease.row["kind"])
        await finish(lease)

    worker = chore_worker(_handle, at_once=2)
    assert [await worker.attend_due() for _ in range(3)] == [2, 1, 0]
    assert sorted(seen) == ["remind", "remove", "review"]
    assert [(row["done"], row["due"], row["lease"]) for row in await rows()] == [(1, None, None)] * 3


async def test_a_row_whose_work_fails_is_logged_and_tried_again_after_a_pause(
    chores: type[Chore], clock: MovableClock
) -> None:
    await write("bad", "good")

    async def _handle(lease: Lease) -> None:
        if lease.row["kind"] == "bad" and lease.row["attempts"] == 1:
            raise LookupError("nobody there")
        await finish(lease)

    worker = chore_worker(_handle)
    with capture_logs() as entries:
        assert await worker.attend_due() == 2
    (entry,) = entries
    assert (entry["event"], entry["kind"], entry["log_level"]) == ("chore.failed", "bad", "error")
    bad, good = await rows()
    assert (bad["done"], good["done"], bad["lease"]) == (0, 1, None)
    assert clock() < bad["due"] <= clock() + timedelta(seconds=FIRST_PAUSE)
    assert await worker.attend_due() == 0

    clock.advance(seconds=FIRST_PAUSE)
    assert await worker.attend_due() == 1
    assert [row["done"] for row in await rows()] == [1, 1]


async def test_work_that_waited_for_something_cancelled_counts_as_failed(chores: type[Chore]) -> None:
    await write("bad", "good")

    async def _handle(lease: Lease) -> None:
        if lease.row["kind"] == "bad":
            waited_for = asyncio.ensure_future(asyncio.sleep(9))
            waited_for.cancel()
            await waited_for
        await finish(lease)

    with capture_logs() as entries:
        assert await chore_worker(_handle).attend_due() == 2
    assert [entry["event"] for entry in entries] == ["chore.failed"]
    assert [(row["done"], row["lease"]) for row in await rows()] == [(0, None), (1, None)]


async def test_several_workers_never_have_one_row(chores: type[Chore]) -> None:
    await write(*(f"chore {number:02}" for number in range(20)))
    workers = [chore_worker(at_once=3) for _ in range(4)]
    while any(await asyncio.gather(*(worker.attend_due() for worker in workers))):
        pass
    assert [(row["done"], row["attempts"]) for row in await rows()] == [(1, 1)] * 20


@pytest.mark.parametrize("fails", [False, True])
async def test_a_lease_that_ran_out_and_went_to_another_writes_nothing(
    chores: type[Chore], clock: MovableClock, fails: bool
) -> None:
    await write("slow")
    sleeping, other = Busy(), Busy()

    async def _sleep(lease: Lease) -> None:
        await sleeping(lease)
        if fails:
            raise LookupError("too late")

    sleeper = asyncio.create_task(chore_worker(_sleep, lease_seconds=60).attend_due())
    await sleeping.begun.wait()
    clock.advance(seconds=61)
    awake = asyncio.create_task(chore_worker(other, lease_seconds=60).attend_due())
    await other.begun.wait()
    (held,) = await rows()

    sleeping.go_on.set()
    await sleeper
    assert await rows() == [held] and held["done"] == 0

    other.go_on.set()
    await awake
    assert [(row["done"], row["attempts"], row["due"]) for row in await rows()] == [(1, 2, None)]


async def test_a_worker_that_runs_finds_what_comes_and_stops_at_once_when_idle(chores: type[Chore]) -> None:
    loop = asyncio.get_running_loop()
    async with chore_worker(idle_seconds=0.02).running():
        await write("one")
        await until_done()
    async with chore_worker(idle_seconds=60).running():
        await asyncio.sleep(0.1)
        leaving = loop.time()
    assert loop.time() - leaving < 5

    await write("two")
    assert [row["done"] for row in await rows()] == [1, 0]


async def test_a_worker_that_is_stopped_finishes_what_it_is_at(chores: type[Chore]) -> None:
    await write("one")
    busy = Busy()
    async with chore_worker(busy).running():
        await busy.begun.wait()
        asyncio.get_running_loop().call_later(0.1, busy.go_on.set)
    assert not busy.canceled
    assert [(row["done"], row["due"]) for row in await rows()] == [(1, None)]


async def test_work_that_takes_too_long_to_stop_is_cancelled_and_comes_due_again(
    chores: type[Chore], clock: MovableClock
) -> None:
    await write("one")
    busy = Busy()
    with capture_logs() as entries:
        async with chore_worker(busy, stop_seconds=0.05, lease_seconds=60).running():
            await busy.begun.wait()
    assert busy.canceled and entries == []
    assert [row["done"] for row in await rows()] == [0]

    clock.advance(seconds=60)
    assert await chore_worker().attend_due() == 1


async def test_what_is_cancelled_while_a_worker_stops_leaves_nothing_running(chores: type[Chore]) -> None:
    await write("one")
    busy = Busy()

    async def _serve() -> None:
        async with chore_worker(busy, stop_seconds=60).running():
            await busy.begun.wait()

    serving = asyncio.create_task(_serve())
    await busy.begun.wait()
    await asyncio.sleep(0.05)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert busy.canceled
    assert [task.get_name() for task in asyncio.all_tasks() if task.get_name() == "chores"] == []


async def test_a_database_that_does_its_work_again_has_its_rows_done(chores: type[Chore]) -> None:
    await write("one")
    # As good as a database that is down: there is no such table for a while.
    await Chore.raw("ALTER TABLE chore RENAME TO away")
    with capture_logs() as entries:
        async with chore_worker().running():
            await until(entries)
            await Chore.raw("ALTER TABLE away RENAME TO chore")
            await until_done()
    assert {(entry["event"], entry["log_level"]) for entry in entries} == {("chores.worker-failed", "error")}
    assert [row["done"] for row in await rows()] == [1]


async def test_while_it_cannot_work_a_worker_says_so_once_and_without_a_trace(chores: type[Chore]) -> None:
    await Chore.raw("ALTER TABLE chore RENAME TO away")
    with capture_logs() as entries:
        async with chore_worker(idle_seconds=0.01).running():
            await until(entries)
            await asyncio.sleep(0.3)
    await Chore.raw("ALTER TABLE away RENAME TO chore")
    [line] = entries
    assert line["event"] == "chores.worker-failed" and "portal migrate" in line["why"]
    assert "exc_info" not in line


async def test_a_row_that_cannot_even_be_put_off_comes_due_when_its_lease_runs_out(
    chores: type[Chore], clock: MovableClock
) -> None:
    await write("one", "two")

    async def _lose_the_database(lease: Lease) -> None:
        if lease.row["kind"] == "one":
            await Chore.raw("ALTER TABLE chore RENAME TO away")
            await finish(lease)

    with capture_logs() as entries:
        assert await chore_worker(_lose_the_database, at_once=1).attend_due() == 1
    assert [entry["event"] for entry in entries] == ["chore.failed", "chores.worker-failed"]

    await Chore.raw("ALTER TABLE away RENAME TO chore")
    clock.advance(seconds=60)
    assert await chore_worker().attend_due() == 2


async def test_what_comes_with_every_beat_comes_while_a_worker_is_busy_and_while_it_is_idle(
    chores: type[Chore],
) -> None:
    beats = asyncio.Semaphore(0)

    async def _beat() -> None:
        beats.release()

    busy = Busy()
    await write("one")
    async with chore_worker(busy, at_once=1, afterwards=_beat).running():
        await busy.begun.wait()
        for _ in range(3):
            await beats.acquire()
        busy.go_on.set()
        await until_done()
        for _ in range(3):
            await beats.acquire()
