"""Looks after agreements when something falls due; any number of workers may run, in any processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import structlog

from core import clock
from core.agreements.actions.attending import attend
from core.agreements.context import Signing
from core.agreements.tables import AgreementWork
from core.database.leases import Lease, claim, pause

LEASE_SECONDS = 120
AT_ONCE = 4

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class AgreementWorker:
    """Claims agreements whose time has come and does what is due for them."""

    signing: Signing
    idle_seconds: float = 2
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def attend_due(self) -> int:
        """Deal with up to `AT_ONCE` agreements; how many there were."""
        leases = await claim(AgreementWork, limit=AT_ONCE, seconds=LEASE_SECONDS)
        for lease in leases:
            await self._attend(lease)
        return len(leases)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Attend while the block runs."""
        self._stopping.clear()
        task = asyncio.create_task(self._run(), name="agreements")
        try:
            yield
        finally:
            self._stopping.set()
            await asyncio.wait([task], timeout=10)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while not self._stopping.is_set():
            if not await self._one_round():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), self.idle_seconds)

    async def _one_round(self) -> int:
        """Whatever goes wrong, a database that is down among it, the worker tries again."""
        try:
            return await self.attend_due()
        except Exception:
            log.exception("agreements.worker-failed")
            return 0

    async def _attend(self, lease: Lease) -> None:
        """One agreement; what goes wrong with it is tried again later and never reaches the others."""
        agreement = lease.row["agreement"]
        try:
            again_at = await attend(self.signing, agreement)
        except Exception:
            log.exception("agreement.not-attended", agreement=str(agreement))
            again_at = clock.now() + pause(lease.row["attempts"], first=5, most=600)
        # Writes nothing when somebody signed meanwhile: then the row is due again already.
        await lease.settle({}, again_at=again_at)
