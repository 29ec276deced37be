"""Looks after agreements when something falls due; any number of workers may run, in any processes."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from core.agreements.actions.due import attend
from core.agreements.context import Signing
from core.agreements.tables import AgreementWork
from core.database.leases import Lease
from core.database.worker import LeaseWorker

LEASE_SECONDS = 120


@dataclass(slots=True)
class AgreementWorker:
    """Claims agreements whose time has come and does what is due for them."""

    signing: Signing
    idle_seconds: float = 2
    leases: LeaseWorker = field(init=False)

    def __post_init__(self) -> None:
        self.leases = LeaseWorker(
            "agreements",
            AgreementWork,
            self._attend,
            failed="agreement.not-attended",
            about=lambda row: {"agreement": str(row["agreement"])},
            # Sealing takes a processor, and some tokens serve one caller at a time.
            at_once=1,
            lease_seconds=LEASE_SECONDS,
            idle_seconds=self.idle_seconds,
        )

    async def attend_due(self) -> int:
        """Deal with an agreement whose time has come; return how many there were."""
        return await self.leases.attend_due()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Attend while the block runs."""
        return self.leases.running()

    async def _attend(self, lease: Lease) -> None:
        again_at = await attend(self.signing, lease.row["agreement"])
        # Writes nothing when somebody signed meanwhile: then the row is due again already.
        await lease.settle({}, again_at=again_at)
