"""B8: access is set up by one worker process and by two, on PostgreSQL, at machines that do nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import asyncpg

from benchmarks.bench import Bench
from benchmarks.data.making import live, make_from
from benchmarks.data.planning import Kind
from benchmarks.data.stories import STORIES
from benchmarks.portal import OurPortal
from benchmarks.processes import Server
from benchmarks.results import Goal, Line, NotMeasured
from core.access.tables import WorkItem
from core.audit.checkpoints import KEPT
from core.audit.verification import verify
from core.database import migrate
from core.key_mark.checking import leave_mark
from core.mail import Mail
from core.portal import Portal
from core.settings import Settings
from web.command_parts import loading, running

SERVER = "PORTAL_TEST_POSTGRES"
# People of a practice, so many practices at each size, and how long it may take.
PEOPLE, PRACTICES, MOST, LONGEST_SECONDS = 20, {"S": 25, "L": 400}, 2, 1800
TWICE, EACH_SECOND = Goal("≥", 1.8), Goal("≥", 300, "ours", " steps/s")


def workers(bench: Bench) -> list[Line]:
    """B8: the same work is done by one worker and by two, each time from the same database."""
    size = "L" if "L" in bench.sizes else "S"
    with _databases() as databases:
        ready, portal = databases.new(), bench.portal().copied("working")
        portal = replace(portal, given={**portal.given, "database_url": ready})
        # What was signed of the trail of the demo says nothing of this one.
        (portal.folder / KEPT).unlink(missing_ok=True)
        portal.with_database(lambda settings: _fill(settings, PRACTICES[size]))
        one, two = (_done(portal, databases.new(ready), number) for number in range(1, MOST + 1))
    details = {"one": one.stored(), "two": two.stored()}
    failures = one.left + two.left
    more = two.a_second / one.a_second
    what = f"{two.steps} steps by two workers, beside one"
    return [
        Line(what, two.a_second, " steps/s", TWICE, one.a_second, more, failures, details),
        Line("steps by two workers", two.a_second, " steps/s", EACH_SECOND, failures=failures),
    ]


@dataclass(frozen=True, slots=True)
class Databases:
    """Databases on a server, which go with the row."""

    server: str
    names: list[str]

    def new(self, like: str = "") -> str:
        """Make one, as another one is; return its address."""
        name, template = f"bench_{uuid4().hex}", like.rpartition("/")[2]
        asyncio.run(self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
        self.names.append(name)
        return f"{self.server.rpartition('/')[0]}/{name}"

    def drop(self) -> None:
        """Remove all of them."""
        for name in self.names:
            asyncio.run(self._run(f"DROP DATABASE {name} WITH (FORCE)"))

    async def _run(self, statement: str) -> None:
        connection = await asyncpg.connect(self.server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextlib.contextmanager
def _databases() -> Iterator[Databases]:
    if not (server := os.environ.get(SERVER)):
        raise NotMeasured(f"it needs a server of PostgreSQL, which {SERVER} names")
    databases = Databases(server, [])
    try:
        yield databases
    finally:
        databases.drop()


async def _fill(settings: Settings, practices: int) -> None:
    """Make practices that were activated, for whose people machines have not begun."""
    site = running.site(settings.site)
    applications = loading.applications(site, settings)
    await migrate(applications.migrations)
    await leave_mark(settings.keys)
    portal = Portal(site, applications, Mail(site, settings.base_url, settings.mail_sender))
    story = next(each for each in STORIES if each.name == "activated")
    # What its users have to try first is not done by machines alone.
    kind = Kind(replace(story, patient=False), PEOPLE)
    with TemporaryDirectory(prefix="moulds-") as folder:
        moulds = await live(settings, portal, Path(folder), [kind])
        await make_from(moulds, settings, portal, {kind: practices})


@dataclass(frozen=True, slots=True)
class Worked:
    """What some workers did: steps, seconds, milliseconds of processor a step, and what is left undone."""

    steps: int
    clock: float
    cpu: float
    left: int

    @property
    def a_second(self) -> float:
        """The steps of a second."""
        return self.steps / self.clock

    def stored(self) -> dict[str, float]:
        """The figures for a file."""
        return {
            "steps": self.steps,
            "clock, s": round(self.clock, 1),
            "processor a step, ms": round(self.cpu, 2),
        }


def _done(portal: OurPortal, database: str, number: int) -> Worked:
    """Have so many workers do everything that there is in this database."""
    ours = replace(portal, given={**portal.given, "database_url": database})
    environment = {f"PORTAL_{name.upper()}": str(value) for name, value in ours.given.items()}
    log = ours.folder / "worker.log"
    with log.open("wb") as written, contextlib.ExitStack() as ended:
        command = [sys.executable, "-m", "benchmarks.worker"]
        started = [
            Server(
                0,
                subprocess.Popen(command, env={**os.environ, **environment}, stdout=written, stderr=written),
            )
            for _ in range(number)
        ]
        for each in started:
            ended.callback(_end, each.process)
        return ours.with_database(lambda _: _watch(started))


async def _watch(started: Sequence[Server]) -> Worked:
    whole = before = await _waiting()
    until = time.monotonic() + LONGEST_SECONDS
    while before > whole - len(started):
        await asyncio.sleep(0.02)
        before = await _waiting()
    began, cpu = time.perf_counter(), sum(each.cpu_seconds() for each in started)
    left = before
    while left and time.monotonic() < until and all(each.process.poll() is None for each in started):
        await asyncio.sleep(0.2)
        left = await _waiting()
    clock, steps = time.perf_counter() - began, before - left
    cpu = (sum(each.cpu_seconds() for each in started) - cpu) * 1000 / max(1, steps)
    await verify()
    done = await WorkItem.count().where(WorkItem.state == "done")
    return Worked(steps, clock, cpu, whole - done)


async def _waiting() -> int:
    return int(await WorkItem.count().where(WorkItem.state == "waiting"))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(30)
