"""Does the work that is due. Any number of workers may run, in any number of processes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from core import clock
from core.access import conditions
from core.access.given import CannotBePut, NoAnswerNow, as_it_was, given, held
from core.access.work import attending
from core.database.leases import Lease, Shares
from core.database.worker import LeaseWorker
from core.plugin_api import Grant, Held, Outcome
from core.portal import Portal
from core.provisioning import parked, recording, repeating, turns
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.context import Errand, job_of
from core.provisioning.late import raise_alarm
from core.provisioning.naming_unfit import name_unfit
from core.provisioning.outcomes import CALL_SECONDS, Failed
from core.provisioning.reading_back import Change, carried_out
from core.tasks import beside

# A call ends well before its lease does, so that no two workers are at one thing at once.
LEASE_SECONDS = CALL_SECONDS + 10
# Each application has places of its own, so that one that is slow or hangs holds up none but itself.
EACH_AT_ONCE = 12
# Access that is to go is still there; all else can wait for it.
REMOVALS_FIRST = "CASE WHEN kind = 'revoke' THEN 0 ELSE 1 END"
WORTH_A_LOOK = 3
ANOTHERS_TURN = timedelta(seconds=0.5)

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class ProvisioningWorker:
    """Claims work items that are due and has the applications' provisioners do them."""

    portal: Portal
    connectors: Connectors
    idle_seconds: float = 1
    lease_seconds: float = LEASE_SECONDS
    call_seconds: float = CALL_SECONDS
    leases: LeaseWorker = field(init=False)

    def __post_init__(self) -> None:
        self.leases = attending(
            self._work,
            at_once=EACH_AT_ONCE * (len(self.portal.applications) + 1),
            shares=Shares("application", EACH_AT_ONCE, REMOVALS_FIRST),
            lease_seconds=self.lease_seconds,
            idle_seconds=self.idle_seconds,
            afterwards=partial(raise_alarm, self.portal),
        )

    async def work_due(self) -> int:
        """Deal with items whose time has come, a few of each application; return how many there were."""
        return await self.leases.attend_due()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs; what is under way when it ends is finished, or comes due again."""
        async with self.leases.running(), beside(name_unfit(self.portal.applications), "unfit access"):
            yield

    async def _work(self, lease: Lease) -> None:
        """Do one item, unless something else is done for the same person at the same application now."""
        if not await turns.take(*turns.of(lease), self.lease_seconds):
            await lease.settle({}, again_at=clock.now() + ANOTHERS_TURN)
            return
        try:
            await self._in_turn(lease)
        finally:
            await turns.give_back(*turns.of(lease))

    async def _in_turn(self, lease: Lease) -> None:
        job = await job_of(lease.row)
        if job.outdated:
            await recording.drop(lease)
            return
        try:
            await self._asked_about(lease, job)
        except recording.NotOurs:
            # While the turn is ours, whatever is newer has not begun.
            if not await turns.hold_turn(*turns.of(lease), self.lease_seconds):
                await repeating.repeat(job)

    async def _asked_about(self, lease: Lease, job: Errand) -> None:
        try:
            if job.item.kind == "grant" and (reason := await conditions.against(self.portal, job.line)):
                await recording.refuse(self.portal, lease, job, reason)
            else:
                await self._attempt(lease, job)
        except conditions.NotNow as problem:
            # The application has something against access that its machine gave, or could not be asked.
            await recording.try_again(lease, job, Failed(str(problem)))

    async def _attempt(self, lease: Lease, job: Errand) -> None:
        """Try it once; a removal needs neither a plugin that is there nor answers that still fit."""
        grants = job.item.kind != "revoke"
        try:
            put = await (given if grants else held)(self.portal, job.line)
        except NoAnswerNow as problem:
            await recording.try_again(lease, job, Failed(str(problem)))
            return
        except CannotBePut as problem:
            if grants:
                await recording.give_up(lease, job, str(problem))
            else:
                await parked.park(lease, job)
            return
        # A worker that was asleep until now must not touch what another may be at.
        if await self._still_ours(lease):
            await self._call(lease, job, put)

    async def _still_ours(self, lease: Lease) -> bool:
        """Tell by the rows and by the clock whether a call that begins now ends before the lease does."""
        asked = clock.now()
        ours = await turns.hold_turn(*turns.of(lease), self.lease_seconds)
        ours = ours and await lease.renew(self.lease_seconds)
        # The answer, too, is late where the worker stood still before it read it.
        late = clock.now() - asked >= timedelta(seconds=self.lease_seconds - self.call_seconds)
        return ours and not late

    async def _call(self, lease: Lease, job: Errand, put: Held[Any]) -> None:
        provisioner = self.connectors.provisioner(job.item.application)
        change: Change = "revoke" if job.item.kind == "revoke" else "grant"
        call, may_go_on = self._changing(job, put), partial(self._still_ours, lease)
        outcome = await carried_out(
            provisioner, change, put, self.call_seconds, call=call, may_go_on=may_go_on
        )
        if outcome is None:
            raise recording.NotOurs
        _note(job, outcome)
        if isinstance(outcome, Failed):
            await recording.try_again(lease, job, outcome)
        else:
            await recording.record(self.portal, lease, job, outcome)

    def _changing(self, job: Errand, put: Held[Any]) -> Awaitable[Outcome] | None:
        if job.item.kind != "update" or not job.item.before or not isinstance(put, Grant):
            return None
        before = as_it_was(self.portal, put, job.item.before)
        return self.connectors.change(job.item.application, put, before)


def _note(job: Errand, outcome: Outcome | Failed) -> None:
    """Log what was answered; a failure that does not pass is worth a look."""
    words = outcome.words if isinstance(outcome, Failed) else ""
    attempt = job.item.failures + 1
    write = log.warning if words and attempt >= WORTH_A_LOOK else log.info
    about = {"application": job.item.application, "operation": job.item.kind, "attempt": attempt}
    write("work.answered", item=str(job.item.id), outcome=type(outcome).__name__, words=words, **about)
