import asyncio
from collections.abc import Awaitable, Callable, Sized
from datetime import timedelta
from typing import Any

import pytest
from piccolo.columns import Integer, Varchar
from structlog.testing import capture_logs

from core import clock as time_source
from core.database import Database
from core.database.leases import Lease, Shares, Work, claim
from core.database.worker import FIRST_PAUSE, LeaseWorker
from tests.conftest import MovableClock

pytestmark = pytest.mark.both_databases


class Chore(Work, tablename="chore"):
    """Something to do of one kind or another, and how often it was done."""

    kind = Varchar(length=20)
    done = Integer(default=0)


@pytest.fixture
async def chores(database: Database) -> type[Chore]:
    Chore._meta.db = database.engine
    await Chore.create_table()
    return Chore


async def _write(*kinds: str) -> None:
    for kind in kinds:
        await Chore.insert(Chore(due=time_source.now(), kind=kind))


async def _rows() -> list[dict[str, Any]]:
    return list(await Chore.select().order_by(Chore.kind))


async def _until_done(*but: str) -> None:
    for _ in range(1000):
        if all(row["due"] is None or row["kind"] in but for row in await _rows()):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("a row was never done")


async def _until(entries: Sized) -> None:
    for _ in range(3000):
        if entries:
            return
        await asyncio.sleep(0.01)


async def _finish(lease: Lease) -> None:
    await lease.settle({Chore.done: Chore.done + 1})


def _worker(handle: Callable[[Lease], Awaitable[None]] = _finish, **options: Any) -> LeaseWorker:
    return LeaseWorker(
        "chores",
        Chore,
        handle,
        failed="chore.failed",
        about=lambda row: {"kind": row["kind"]},
        **{"idle_seconds": 0.02, **options},
    )


class Busy:
    """A handler that says when it begins and ends only when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.canceled = False

    async def __call__(self, lease: Lease) -> None:
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.canceled = True
            raise
        await _finish(lease)


async def test_every_kind_of_row_is_done_once_and_counted(chores: type[Chore]) -> None:
    await _write("remind", "remove", "review")
    seen = []

    async def _handle(lease: Lease) -> None:
        seen.append(lease.row["kind"])
        await _finish(lease)

    worker = _worker(_handle, at_once=2)
    assert [await worker.attend_due() for _ in range(3)] == [2, 1, 0]
    assert sorted(seen) == ["remind", "remove", "review"]
    assert [(row["done"], row["due"], row["lease"]) for row in await _rows()] == [(1, None, None)] * 3


async def test_a_row_whose_work_fails_is_logged_and_tried_again_after_a_pause(
    chores: type[Chore], clock: MovableClock
) -> None:
    await _write("bad", "good")

    async def _handle(lease: Lease) -> None:
        if lease.row["kind"] == "bad" and lease.row["attempts"] == 1:
            raise LookupError("nobody there")
        await _finish(lease)

    worker = _worker(_handle)
    with capture_logs() as entries:
        assert await worker.attend_due() == 2
    (entry,) = entries
    assert (entry["event"], entry["kind"], entry["log_level"]) == ("chore.failed", "bad", "error")
    bad, good = await _rows()
    assert (bad["done"], good["done"], bad["lease"]) == (0, 1, None)
    assert clock() < bad["due"] <= clock() + timedelta(seconds=FIRST_PAUSE)
    assert await worker.attend_due() == 0

    clock.advance(seconds=FIRST_PAUSE)
    assert await worker.attend_due() == 1
    assert [row["done"] for row in await _rows()] == [1, 1]


async def test_work_that_waited_for_something_cancelled_counts_as_failed(chores: type[Chore]) -> None:
    await _write("bad", "good")

    async def _handle(lease: Lease) -> None:
        if lease.row["kind"] == "bad":
            waited_for = asyncio.ensure_future(asyncio.sleep(9))
            waited_for.cancel()
            await waited_for
        await _finish(lease)

    with capture_logs() as entries:
        assert await _worker(_handle).attend_due() == 2
    assert [entry["event"] for entry in entries] == ["chore.failed"]
    assert [(row["done"], row["lease"]) for row in await _rows()] == [(0, None), (1, None)]


async def test_several_workers_never_have_one_row(chores: type[Chore]) -> None:
    await _write(*(f"chore {number:02}" for number in range(20)))
    workers = [_worker(at_once=3) for _ in range(4)]
    while any(await asyncio.gather(*(worker.attend_due() for worker in workers))):
        pass
    assert [(row["done"], row["attempts"]) for row in await _rows()] == [(1, 1)] * 20


@pytest.mark.parametrize("fails", [False, True])
async def test_a_lease_that_ran_out_and_went_to_another_writes_nothing(
    chores: type[Chore], clock: MovableClock, fails: bool
) -> None:
    await _write("slow")
    sleeping, other = Busy(), Busy()

    async def _sleep(lease: Lease) -> None:
        await sleeping(lease)
        if fails:
            raise LookupError("too late")

    sleeper = asyncio.create_task(_worker(_sleep, lease_seconds=60).attend_due())
    await sleeping.begun.wait()
    clock.advance(seconds=61)
    awake = asyncio.create_task(_worker(other, lease_seconds=60).attend_due())
    await other.begun.wait()
    (held,) = await _rows()

    sleeping.go_on.set()
    await sleeper
    assert await _rows() == [held] and held["done"] == 0

    other.go_on.set()
    await awake
    assert [(row["done"], row["attempts"], row["due"]) for row in await _rows()] == [(1, 2, None)]


async def test_a_worker_that_runs_finds_what_comes_and_stops_at_once_when_idle(chores: type[Chore]) -> None:
    loop = asyncio.get_running_loop()
    async with _worker(idle_seconds=0.02).running():
        await _write("one")
        await _until_done()
    async with _worker(idle_seconds=60).running():
        await asyncio.sleep(0.1)
        leaving = loop.time()
    assert loop.time() - leaving < 5

    await _write("two")
    assert [row["done"] for row in await _rows()] == [1, 0]


async def test_a_worker_that_is_stopped_finishes_what_it_is_at(chores: type[Chore]) -> None:
    await _write("one")
    busy = Busy()
    async with _worker(busy).running():
        await busy.begun.wait()
        asyncio.get_running_loop().call_later(0.1, busy.go_on.set)
    assert not busy.canceled
    assert [(row["done"], row["due"]) for row in await _rows()] == [(1, None)]


async def test_work_that_takes_too_long_to_stop_is_cancelled_and_comes_due_again(
    chores: type[Chore], clock: MovableClock
) -> None:
    await _write("one")
    busy = Busy()
    with capture_logs() as entries:
        async with _worker(busy, stop_seconds=0.05, lease_seconds=60).running():
            await busy.begun.wait()
    assert busy.canceled and entries == []
    assert [row["done"] for row in await _rows()] == [0]

    clock.advance(seconds=60)
    assert await _worker().attend_due() == 1


async def test_what_is_cancelled_while_a_worker_stops_leaves_nothing_running(chores: type[Chore]) -> None:
    await _write("one")
    busy = Busy()

    async def _serve() -> None:
        async with _worker(busy, stop_seconds=60).running():
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
    await _write("one")
    # As good as a database that is down: there is no such table for a while.
    await Chore.raw("ALTER TABLE chore RENAME TO away")
    with capture_logs() as entries:
        async with _worker().running():
            await _until(entries)
            await Chore.raw("ALTER TABLE away RENAME TO chore")
            await _until_done()
    assert {(entry["event"], entry["log_level"]) for entry in entries} == {("chores.worker-failed", "error")}
    assert [row["done"] for row in await _rows()] == [1]


async def test_while_it_cannot_work_a_worker_says_so_once_and_without_a_trace(chores: type[Chore]) -> None:
    await Chore.raw("ALTER TABLE chore RENAME TO away")
    with capture_logs() as entries:
        async with _worker(idle_seconds=0.01).running():
            await _until(entries)
            await asyncio.sleep(0.3)
    await Chore.raw("ALTER TABLE away RENAME TO chore")
    [line] = entries
    assert line["event"] == "chores.worker-failed" and "portal migrate" in line["why"]
    assert "exc_info" not in line


async def test_a_row_that_cannot_even_be_put_off_comes_due_when_its_lease_runs_out(
    chores: type[Chore], clock: MovableClock
) -> None:
    await _write("one", "two")

    async def _lose_the_database(lease: Lease) -> None:
        if lease.row["kind"] == "one":
            await Chore.raw("ALTER TABLE chore RENAME TO away")
            await _finish(lease)

    with capture_logs() as entries:
        assert await _worker(_lose_the_database, at_once=1).attend_due() == 1
    assert [entry["event"] for entry in entries] == ["chore.failed", "chores.worker-failed"]

    await Chore.raw("ALTER TABLE away RENAME TO chore")
    clock.advance(seconds=60)
    assert await _worker().attend_due() == 2


async def test_what_comes_with_every_beat_comes_while_a_worker_is_busy_and_while_it_is_idle(
    chores: type[Chore],
) -> None:
    beats = asyncio.Semaphore(0)

    async def _beat() -> None:
        beats.release()

    busy = Busy()
    await _write("one")
    async with _worker(busy, at_once=1, afterwards=_beat).running():
        await busy.begun.wait()
        for _ in range(3):
            await beats.acquire()
        busy.go_on.set()
        await _until_done()
        for _ in range(3):
            await beats.acquire()


async def test_the_next_row_is_taken_as_soon_as_one_is_done_while_another_hangs(chores: type[Chore]) -> None:
    hanging, most = Busy(), 0
    under_way: set[Any] = set()

    async def _handle(lease: Lease) -> None:
        nonlocal most
        under_way.add(lease.row["id"])
        most = max(most, len(under_way))
        await (hanging(lease) if lease.row["kind"] == "00" else _finish(lease))
        under_way.remove(lease.row["id"])

    await _write(*(f"{number:02}" for number in range(20)))
    # In rounds, or asked only now and then, nineteen would not be done while the first goes on.
    async with _worker(_handle, at_once=2, idle_seconds=60).running():
        await _until_done("00")
        assert (await _rows())[0]["attempts"] == 1 and len(under_way) == 1
        hanging.go_on.set()
    assert [(row["done"], row["due"]) for row in await _rows()] == [(1, None)] * 20 and most == 2


async def test_a_kind_has_its_share_of_the_places_and_leaves_the_others_to_the_rest(
    chores: type[Chore],
) -> None:
    await _write(*["slow"] * 5, *["quick"] * 5)
    shares = Shares("kind", 2, "CASE WHEN kind = 'quick' THEN 0 ELSE 1 END")
    held = await claim(Chore, limit=9, seconds=60, shares=shares)
    assert [lease.row["kind"] for lease in held] == ["quick"] * 2 + ["slow"] * 2
    assert await claim(Chore, limit=9, seconds=60, shares=shares, held=held) == []
    beside = await claim(Chore, limit=9, seconds=60, shares=shares, held=held[1:])
    assert [lease.row["kind"] for lease in beside] == ["quick"]


async def test_a_kind_that_hangs_holds_up_none_but_itself(chores: type[Chore]) -> None:
    hanging, begun = Busy(), []

    async def _handle(lease: Lease) -> None:
        begun.append(lease.row["kind"])
        await (hanging(lease) if lease.row["kind"] == "slow" else _finish(lease))

    await _write(*["slow"] * 5, *["quick"] * 5)
    shares = Shares("kind", 2, "due")
    async with _worker(_handle, at_once=3, shares=shares).running():
        await _until_done("slow")
        assert sorted(begun) == [*["quick"] * 5, *["slow"] * 2]
        hanging.go_on.set()
        await _until_done()
