"""One worker for every table of leased work: it claims the rows that are due and hands each to a function."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from core import clock
from core.database.failures import is_outage, is_unmigrated
from core.database.leases import Lease, Work, claim, pause

FIRST_PAUSE, LONGEST_PAUSE = 5, 600
# What is not our row's fault is tried again sooner: everything waits for it.
LONGEST_OUTAGE_PAUSE = 5

log = structlog.get_logger(__name__)

Handle = Callable[[Lease], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class LeaseWorker:
    """Works on the rows of one table; any number may run, in any number of processes.

    `handle` does what one row asks for and settles its lease; for a table with several kinds of work it
    chooses by the row. When it fails, that is logged as `failed` with what `about` says of the row, which is
    tried again after a pause; the rows beside it notice nothing. A row that is left unsettled comes due again
    when its lease runs out. `afterwards` ends every round of a running worker.
    """

    name: str
    table: type[Work]
    handle: Handle
    failed: str
    about: Callable[[dict[str, Any]], dict[str, str]]
    at_once: int = 8
    lease_seconds: float = 60
    idle_seconds: float = 1
    stop_seconds: float = 10
    afterwards: Callable[[], Awaitable[object]] | None = None

    async def attend_due(self) -> int:
        """Deal with up to `at_once` rows whose time has come, all together; return how many there were."""
        leases = await claim(self.table, limit=self.at_once, seconds=self.lease_seconds)
        await asyncio.gather(*(self._attend(lease) for lease in leases))
        return len(leases)

    async def one_round(self) -> int:
        """Do a round as a running worker does, with what follows it; return how many rows there were."""
        done = await self.attend_due()
        if self.afterwards is not None:
            await self.afterwards()
        return done

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
        failures = 0
        while not stopping.is_set():
            try:
                idle, failures = not await self.one_round(), 0
            except Exception as problem:
                idle, failures = True, failures + 1
                # The first of a row of failures says it; while it lasts, that does not change.
                if failures == 1:
                    self._failed(problem)
            if idle:
                wait = min(
                    self.idle_seconds * 2 ** min(failures, 10), max(LONGEST_OUTAGE_PAUSE, self.idle_seconds)
                )
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), wait)

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
