"""Everything goes wrong at once, and then it is looked at what is left of it.

Two `portal worker` processes set up and end access at slow and lying SCIM servers, while they are killed and
stopped and PostgreSQL crashes under them. One of any size is run by
`python -m tests.kills.campaign GROUPS SIZE KILLS CRASHES PAUSES`.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from core.applications import load_applications
from core.audit.verification import verify
from core.database import connect, migrate
from core.demo_mark import keep_demo_apart
from core.site import find_site, load_site
from tests.kills.afterwards import accesses_of, end_leases, mails_amiss_in, unfinished
from tests.kills.applications import Applications, accounts_at, applications, site_with
from tests.kills.crowd import Crowd, persist
from tests.kills.findings import Access, AccountThere, Findings, compare
from tests.kills.processes import Toll, Worker
from tests.postgres import own_server
from tests.practices import portal_of

WORKERS = 2
PAUSE_SECONDS = 35
GIVE_UP_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a campaign is. A worker lives up to `life` seconds, an answer takes up to `slow` seconds.

    With `hurry` the leases of the killed run out at once at the end and not only after their time, and
    PostgreSQL does not wait for the disk.
    """

    groups: int
    size: int
    kills: int
    crashes: int
    pauses: int = 0
    life: float = 4
    slow: float = 0.5
    hurry: bool = False
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(10**6))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it; `accesses` and `accounts` are what was compared."""

    plan: Plan
    toll: Toll
    findings: Findings
    settled: float
    accesses: list[Access]
    accounts: list[AccountThere]

    def __str__(self) -> str:
        toll, found = self.toll, self.findings
        return (
            f"F1 jobs={len(self.accesses)} kills={toll.kills} crashes={toll.crashes} pauses={toll.pauses}"
            f" lost={len(found.lost)} doubled={len(found.doubled)} back={len(found.back)}"
            f" stuck={len(found.stuck)} mails={len(found.mails)} settled={self.settled:.1f}s"
            f" seed={self.plan.seed}"
        )


class Crashing(Protocol):
    """PostgreSQL that can be made to crash; `direct` leads past whatever pools its connections."""

    @property
    def address(self) -> str: ...

    @property
    def direct(self) -> str: ...

    def crash(self) -> None: ...

    def start(self) -> None: ...


async def campaign(plan: Plan, folder: Path) -> Result:
    """Run it on a PostgreSQL server of its own; the result is known when everything has settled."""
    with own_server(durable=not plan.hurry) as server:
        return await campaign_on(server, plan, folder)


async def campaign_on(server: Crashing, plan: Plan, folder: Path) -> Result:
    """Run it on this server."""
    chance = random.Random(plan.seed)
    with applications(chance, plan.slow) as there:
        site = site_with(there, folder)
        database = await connect(server.direct)
        workers = [Worker.of(number, server.address, site, folder) for number in range(WORKERS)]
        try:
            await migrate(load_applications(load_site(find_site("banner"))).migrations)
            await keep_demo_apart(demo=True)
            crowd = Crowd(portal_of(load_site(site)), plan.groups, plan.size)
            await crowd.enroll()
            toll = await _torment(plan, server, workers, crowd, chance)
            return await _settle(plan, toll, workers, crowd, there)
        finally:
            for worker in workers:
                worker.kill()
            await database.close()


async def _torment(
    plan: Plan, server: Crashing, workers: list[Worker], crowd: Crowd, chance: random.Random
) -> Toll:
    toll = Toll(chance)
    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(_act(plan, crowd, toll, done))
        group.create_task(_crash(plan, server, toll))
        for worker in workers:
            group.create_task(_kill(plan, worker, toll, done))
    return toll


async def _act(plan: Plan, crowd: Crowd, toll: Toll, done: asyncio.Event) -> None:
    """What support does, spread over all the kills."""
    acts = crowd.acts(toll.chance)
    for number, act in enumerate(acts):
        await toll.wait_for_kills((plan.kills - 2 * WORKERS) * number / len(acts))
        await persist(act)
    done.set()


async def _crash(plan: Plan, server: Crashing, toll: Toll) -> None:
    for number in range(plan.crashes):
        await toll.wait_for_kills(plan.kills * (number + 1) / (plan.crashes + 1))
        await asyncio.to_thread(server.crash)
        await asyncio.sleep(toll.chance.uniform(0, 3))
        await asyncio.to_thread(server.start)
        await toll.count(crashes=1)


async def _kill(plan: Plan, worker: Worker, toll: Toll, done: asyncio.Event) -> None:
    """Until there were enough kills, and one after the last crash and the last thing that support did."""
    while True:
        await worker.start()
        await asyncio.sleep(toll.chance.uniform(0.1, plan.life))
        if worker.number == 0 and toll.pauses < plan.pauses and not worker.ended:
            await worker.pause(PAUSE_SECONDS)
            await toll.count(pauses=1)
            await asyncio.sleep(toll.chance.uniform(0.1, plan.life))
        last = done.is_set() and toll.crashes == plan.crashes
        worker.kill()
        await toll.count(kills=1)
        if last and toll.kills >= plan.kills:
            return


async def _settle(plan: Plan, toll: Toll, workers: list[Worker], crowd: Crowd, there: Applications) -> Result:
    for application in there.values():
        application.lying = False
    if plan.hurry:
        await end_leases()
    for worker in workers:
        await worker.start()
    left = await _wait_until_finished()
    settled = time.monotonic() - toll.last
    accesses, accounts = await accesses_of(crowd), accounts_at(there)
    findings = compare(accesses, accounts)
    findings.stuck += left
    findings.mails += await mails_amiss_in(crowd)
    await verify()
    return Result(plan, toll, findings, settled, accesses, accounts)


async def _wait_until_finished() -> list[str]:
    """What is left when nothing is, or when there is no more hope."""
    left: list[str] = []
    for _ in range(GIVE_UP_SECONDS * 5):
        if not (left := await unfinished()):
            break
        await asyncio.sleep(0.2)
    return left


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        result = asyncio.run(campaign(Plan(*map(int, sys.argv[1:6])), Path(name)))
    sys.stdout.write(f"{result}\n")
    sys.exit(not result.findings.none)
