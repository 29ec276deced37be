"""One worker for every table of leased work: it claims the rows that are due and hands each to a function."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from core import clock
from core.database.leases import Lease, Work, claim, pause

FIRST_PAUSE, LONGEST_PAUSE = 5, 600

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
        """Do a round as a running worker does; 0 when it fails, as it does while the database is down."""
        try:
            done = await self.attend_due()
            if self.afterwards is not None:
                await self.afterwards()
        except Exception:
            log.exception(f"{self.name}.worker-failed")
            return 0
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
        while not stopping.is_set():
            if not await self.one_round():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), self.idle_seconds)

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
        except Exception:
            log.exception(f"{self.name}.worker-failed")


def _is_canceled() -> bool:
    """Tell the end of this worker from a task that a row's work had waited for and that was canceled."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
