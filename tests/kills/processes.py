"""Worker processes as they are deployed, which are killed, stopped for a while, and started again."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.kills.applications import SECRET
from tests.scim_server import TOKEN

# A worker says these when it begins, and when there is no database yet: then a supervisor tries again.
WORKING, NO_DATABASE = ": working", "cannot be opened"
PATIENCE_SECONDS = 120


@dataclass(slots=True)
class Worker:
    """One `portal worker`; `log` is what it wrote since it was started last."""

    number: int
    environment: dict[str, str]
    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @classmethod
    def of(cls, number: int, url: str, site: Path, folder: Path) -> Worker:
        """A worker on this database, for this site."""
        settings = {
            "SITE": str(site),
            "DEMO": "true",
            "DATA_FOLDER": str(folder),
            "DATABASE_URL": url,
            "CONNECTOR_SECRETS": json.dumps({SECRET: TOKEN}),
        }
        return cls(number, os.environ | {f"PORTAL_{name}": value for name, value in settings.items()}, folder)

    @property
    def log(self) -> str:
        return self._file.read_text()

    @property
    def ended(self) -> bool:
        """Whether the process has ended by itself."""
        return self.process is None or self.process.poll() is not None

    async def start(self) -> None:
        """Start it until it works; AssertionError when it ends for another reason than the database's."""
        until = time.monotonic() + PATIENCE_SECONDS
        self._launch()
        while WORKING not in self.log:
            assert time.monotonic() < until, f"the worker does not start: {self.log}"
            if self.ended:
                assert NO_DATABASE in self.log, self.log
                await asyncio.sleep(0.5)
                self._launch()
            await asyncio.sleep(0.05)

    def kill(self) -> None:
        """End it with the strongest signal; AssertionError when it had ended by itself."""
        if self.process is None:
            return
        by_itself = self.ended
        self.process.kill()
        self.process.wait()
        self.process = None
        assert not by_itself or NO_DATABASE in self.log, self.log

    async def pause(self, seconds: float) -> None:
        """Let it stand still, and go on after that."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.process.send_signal(signal.SIGCONT)

    def _launch(self) -> None:
        command = [sys.executable, "-m", "web.commands", "worker"]
        with self._file.open("wb") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    @property
    def _file(self) -> Path:
        return self.folder / f"worker-{self.number}.log"


@dataclass(slots=True)
class Toll:
    """The faults there were, and when the last one was; whoever waits for more of them is told."""

    chance: random.Random
    kills: int = 0
    crashes: int = 0
    pauses: int = 0
    last: float = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def count(self, *, kills: int = 0, crashes: int = 0, pauses: int = 0) -> None:
        """One more."""
        async with self._news:
            self.kills, self.crashes = self.kills + kills, self.crashes + crashes
            self.pauses += pauses
            self.last = time.monotonic()
            self._news.notify_all()

    async def wait_for_kills(self, kills: float) -> None:
        """Go on when so many processes were killed."""
        async with self._news:
            await self._news.wait_for(lambda: self.kills >= kills)
