"""Does what is due; any number of workers may run, in any processes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from core.database.leases import Lease
from core.database.worker import LeaseWorker
from core.due.tables import Due

# Does what is due for a subject, as things stand then; returns when to look again, or None.
Handler = Callable[[UUID], Awaitable[datetime | None]]


@dataclass(slots=True)
class DueWorker:
    """Claims what has come due and hands each to the handler of its kind.

    A handler looks at its subject as it is when its turn comes: twice, late, or in two processes at once is
    the same as once. A kind that nobody handles is logged and tried again, never dropped.
    """

    handlers: Mapping[str, Handler]
    idle_seconds: float = 2
    leases: LeaseWorker = field(init=False)

    def __post_init__(self) -> None:
        self.leases = LeaseWorker(
            "due",
            Due,
            self._attend,
            failed="due.not-done",
            about=lambda row: {"kind": str(row["kind"]), "subject": str(row["subject"])},
            idle_seconds=self.idle_seconds,
        )

    async def attend_due(self) -> int:
        """Do what has come due, up to eight things; return how many there were."""
        return await self.leases.attend_due()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Attend while the block runs."""
        return self.leases.running()

    async def _attend(self, lease: Lease) -> None:
        again_at = await self.handlers[lease.row["kind"]](lease.row["subject"])
        # Writes nothing when another date was set meanwhile: then the row is due at that one.
        await lease.settle({}, again_at=again_at)
