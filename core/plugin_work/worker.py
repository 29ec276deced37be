"""Has applications do what they do by themselves; any number of workers may run, in any processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from core.audit.following import newest_number
from core.database.leases import Lease
from core.database.worker import LeaseWorker
from core.plugin_api import ClinicalApplication, Job
from core.plugin_work import actions
from core.plugin_work.asking_anew import ask_anew
from core.plugin_work.jobs import NotWell, run_job
from core.plugin_work.roster import roster_jobs
from core.plugin_work.tables import PluginWork
from core.plugin_work.usage import usage_jobs
from core.plugin_work.words import tell_next
from core.portal import Portal

# A run ends well before its lease does, so that no two workers are at one job at once.
MORE_SECONDS = 30

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PluginWorker:
    """Claims the work of applications that is due, and has their own code do it.

    Each piece goes on beside the others, so that an application that takes long holds up none but itself.
    `more` are jobs of other rooms for an application.
    """

    portal: Portal
    more: Callable[[ClinicalApplication[Any]], Sequence[Job]] = field(default=lambda _: ())
    idle_seconds: float = 2
    leases: LeaseWorker = field(init=False)
    _jobs: Mapping[str, tuple[str, Job]] = field(init=False)
    _told: Mapping[str, str] = field(init=False)
    _begun: bool = False
    _going_on: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._jobs = {
            f"{slug}:{job.name}": (slug, job)
            for slug, application in self.portal.applications.items()
            for job in self._every_job(application)
        }
        applications = self.portal.applications
        self._told = {f"{slug}:": slug for slug in applications if applications[slug].moved is not None}
        self.leases = LeaseWorker(
            "plugin",
            PluginWork,
            self._begin,
            failed="plugin.work-failed",
            about=lambda row: {"work": str(row["key"])},
            lease_seconds=self._lease_seconds,
            idle_seconds=self.idle_seconds,
            afterwards=self._look,
        )

    def _every_job(self, application: ClinicalApplication[Any]) -> Sequence[Job]:
        ours = (*roster_jobs(application), *usage_jobs(application), *self.more(application))
        return (*application.jobs, *ours)

    @property
    def _lease_seconds(self) -> float:
        return self.portal.applications.limits.job + MORE_SECONDS

    async def work_due(self) -> int:
        """Do what is due, to its end; return how much there was."""
        await self._look()
        done = await self.leases.attend_due()
        if self._going_on:
            await asyncio.wait(self._going_on)
        return done

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs; what is under way when it ends comes due again."""
        try:
            async with self.leases.running():
                yield
        finally:
            for task in self._going_on:
                task.cancel()
            if self._going_on:
                await asyncio.wait(self._going_on)

    async def _look(self) -> None:
        """Have what is new here done, and tell staff of what is late."""
        if not self._begun:
            await actions.begin({key: job for key, (_, job) in self._jobs.items()})
            if self._told:
                await actions.begin_telling(self._told, await newest_number())
            await ask_anew(self.portal)
            self._begun = True
        if self._told:
            await actions.wake(self._told, await newest_number())
        await actions.tell_of_late_work()

    async def _begin(self, lease: Lease) -> None:
        task = asyncio.create_task(_logged(self._work(lease), lease.row["key"]))
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)

    async def _work(self, lease: Lease) -> None:
        key = lease.row["key"]
        if key in self._told:
            await tell_next(self.portal, lease, self._told[key], self._lease_seconds)
        elif key in self._jobs:
            await self._run(lease, *self._jobs[key])
        else:
            await actions.rest(lease)

    async def _run(self, lease: Lease, slug: str, job: Job) -> None:
        try:
            words = await run_job(self.portal, slug, job)
        except NotWell as problem:
            await actions.went_wrong(lease, slug, job.name, str(problem))
        else:
            await actions.ran(lease, slug, job, words)


async def _logged(work: Awaitable[None], key: str) -> None:
    """Whatever fails here is ours; the lease runs out, and it is done again."""
    try:
        await work
    except Exception:
        log.exception("plugin.work-failed", work=key)
