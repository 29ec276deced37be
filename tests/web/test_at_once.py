"""Several processes that are told to do the same thing to one database at the same moment."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from core.applications import load_applications
from core.database import connect, migrate, one_at_a_time
from core.demo.sign_ins import STORIES
from core.site import find_site, load_site
from tests.conftest import NewDatabase
from tests.core.database.schema import Fact, schema

PATIENCE = 180
HOLD = """
import asyncio, sys
from core.applications import load_applications
from core.database import connect, migrate, one_at_a_time

async def hold():
    await connect(sys.argv[1])
    async with one_at_a_time("migrate"):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


class Portal:
    """A `portal` command in a process of its own, which writes to a file."""

    def __init__(self, url: str, log: Path, *words: str) -> None:
        self.log = log
        given = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATA_FOLDER": str(log.parent)}
        environment = {**os.environ, **given, "PORTAL_DATABASE_URL": url}
        command = [sys.executable, "-m", "web.commands", *words]
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)

    def waits(self) -> bool:
        """Whether it says so; meanwhile it must not have ended."""
        assert self.process.poll() is None, f"did not wait: {self.log.read_text()}"
        return "database.waiting" in self.log.read_text()

    def ends_well(self) -> None:
        assert self.process.wait(timeout=PATIENCE) == 0, self.log.read_text()


def until(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.1)


async def schema_of(url: str, *, migrated: bool = False) -> set[Fact]:
    database = await connect(url)
    try:
        if migrated:
            await migrate(load_applications(load_site(find_site("banner"))).migrations)
        return await schema(database)
    finally:
        await database.close()


async def start_at_once(url: str, folder: Path, what: str) -> list[Portal]:
    """Two processes that were held back at the same place, and then let go together."""
    database = await connect(url)
    started: list[Portal] = []
    try:
        async with one_at_a_time(what):
            for number in range(2):
                started.append(Portal(url, folder / f"{what}-{number}.log", what))
            for process in started:
                until(process.waits)
            if what == "migrate":
                assert await schema(database) == set()
    finally:
        await database.close()
    return started


def test_two_migrations_at_once_both_end_well_and_the_schema_is_whole(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = new_database()
    for process in asyncio.run(start_at_once(url, tmp_path, "migrate")):
        process.ends_well()
    made, alone = asyncio.run(schema_of(url)), asyncio.run(schema_of(new_database(), migrated=True))
    assert made == alone
    assert len(made) > 100


def test_two_demos_at_once_tell_their_stories_once(new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    started = asyncio.run(start_at_once(url, tmp_path, "demo"))
    for process in started:
        process.ends_well()
    words = [line for line in started[0].log.read_text().splitlines() if "@demo-clinic.example" in line]
    assert len(words) == len(STORIES)


def test_a_process_that_is_killed_lets_the_next_one_in(new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    with subprocess.Popen([sys.executable, "-c", HOLD, url], stdout=subprocess.PIPE) as holding:
        try:
            assert holding.stdout is not None and holding.stdout.readline() == b"held\n"
            waiting = Portal(url, tmp_path / "waiting.log", "migrate")
            until(waiting.waits)
        finally:
            holding.kill()
    waiting.ends_well()
