"""One worker for every table of leased work: it claims the rows that are due and hands each to a function."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog

from core import clock
from core.database.failures import is_outage, is_unmigrated
from core.database.leases import Lease, Shares, Work, claim, pause
from core.database.rounds import Rounds, going_round

FIRST_PAUSE, LONGEST_PAUSE = 5, 600
# What is not our row's fault is tried again sooner: everything waits for it.
LONGEST_OUTAGE_PAUSE = 5

log = structlog.get_logger(__name__)

Handle = Callable[[Lease], Awaitable[None]]
UnderWay = dict[asyncio.Task[None], Lease]


@dataclass(frozen=True, slots=True)
class LeaseWorker:
    """Works on the rows of one table; any number may run, in any number of processes.

    `handle` does what one row asks for and settles its lease; for a table with several kinds of work it
    chooses by the row. When it fails, that is logged as `failed` with what `about` says of the row, which is
    tried again after a pause; the rows beside it notice nothing. A row that is left unsettled comes due again
    when its lease runs out. `at_once` are worked on at once, and `shares` says how many of those may be of a
    kind; as soon as one is done, a running worker takes the next, whatever is still under way beside it.
    `afterwards` follows every `idle_seconds` while a worker runs, busy or not.
    """

    name: str
    table: type[Work]
    handle: Handle
    failed: str
    about: Callable[[dict[str, Any]], dict[str, str]]
    at_once: int = 8
    shares: Shares | None = None
    lease_seconds: float = 60
    idle_seconds: float = 1
    stop_seconds: float = 10
    afterwards: Callable[[], Awaitable[object]] | None = None

    async def attend_due(self) -> int:
        """Deal with up to `at_once` rows whose time has come, all together; return how many there were."""
        leases = await self._claimed(())
        await asyncio.gather(*(self._attend(lease) for lease in leases))
        return len(leases)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs.

        What is under way when the block ends has `stop_seconds` to finish. Then it is canceled, and its rows
        come due again.
        """
        stopping = asyncio.Event()
        task = asyncio.create_task(self._run(stopping), name=self.name)
        try:
            yield
        finally:
            stopping.set()
            try:
                await asyncio.wait([task], timeout=self.stop_seconds)
            finally:
                task.cancel()
                await asyncio.wait([task])

    async def _run(self, stopping: asyncio.Event) -> None:
        under_way: UnderWay = {}
        try:
            with going_round(self.name) as rounds:
                await self._go_on(stopping, under_way, rounds)
            if under_way:
                await asyncio.wait(under_way)
        finally:
            for task in under_way:
                task.cancel()
            if under_way:
                await asyncio.wait(under_way)

    async def _go_on(self, stopping: asyncio.Event, under_way: UnderWay, rounds: Rounds) -> None:
        beat = _Beat(self.idle_seconds)
        async with _task(stopping.wait()) as stop:
            while not stopping.is_set():
                try:
                    more = await self._begin(under_way)
                    if self.afterwards is not None and beat.has_come():
                        await self.afterwards()
                    rounds.went_well()
                except Exception as problem:
                    more = False
                    rounds.went_wrong()
                    # The first of a row of failures says it; while it lasts, that does not change.
                    if rounds.failures == 1:
                        self._failed(problem)
                if not more:
                    await self._pause(rounds.failures, stop, under_way)

    async def _begin(self, under_way: UnderWay) -> bool:
        """Begin what has a place now; tell whether there may be more of it."""
        for task in [each for each in under_way if each.done()]:
            del under_way[task]
        leases = await self._claimed(under_way.values())
        under_way |= {asyncio.create_task(self._attend(lease), name=self.name): lease for lease in leases}
        return bool(leases) and len(under_way) < self.at_once

    async def _claimed(self, held: Collection[Lease]) -> list[Lease]:
        """Claim no more than is begun at once: a lease runs from the moment of its claim."""
        free = self.at_once - len(held)
        if not free:
            return []
        return await claim(self.table, limit=free, seconds=self.lease_seconds, shares=self.shares, held=held)

    async def _pause(self, failures: int, stop: asyncio.Task[Any], under_way: UnderWay) -> None:
        """Wait until a place is free or something may have come due; after a failure, longer."""
        longest = max(LONGEST_OUTAGE_PAUSE, self.idle_seconds)
        wait = min(self.idle_seconds * 2 ** min(failures, 10), longest)
        awaited = {stop} if failures else {stop, *under_way}
        await asyncio.wait(awaited, timeout=wait, return_when=asyncio.FIRST_COMPLETED)

    def _failed(self, problem: Exception) -> None:
        """Say that the worker cannot work; a database that is away or not migrated needs no trace."""
        name, event = type(problem).__name__, f"{self.name}.worker-failed"
        if is_outage(problem):
            log.error(event, why="the database is away", problem=name)
        elif is_unmigrated(problem):
            log.error(event, why="the database lacks a table: run `portal migrate`", problem=name)
        else:
            log.error(event, exc_info=problem)

    async def _attend(self, lease: Lease) -> None:
        try:
            await self.handle(lease)
        except (Exception, asyncio.CancelledError):
            if _is_canceled():
                raise
            log.exception(self.failed, **self.about(lease.row))
            await self._again(lease)

    async def _again(self, lease: Lease) -> None:
        """Have the row tried again after a pause; without a database, when its lease runs out."""
        wait = pause(lease.row["attempts"], first=FIRST_PAUSE, most=LONGEST_PAUSE)
        try:
            await lease.settle({}, again_at=clock.now() + wait)
        except Exception as problem:
            self._failed(problem)


def _is_canceled() -> bool:
    """Tell the end of this worker from a task that a row's work had waited for and that was canceled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


class _Beat:
    """Something that comes at once, and then every so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._next = seconds, 0.0

    def has_come(self) -> bool:
        """Tell whether it has come since the last time that it had."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True


@asynccontextmanager
async def _task(work: Coroutine[Any, Any, Any]) -> AsyncIterator[asyncio.Task[Any]]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
