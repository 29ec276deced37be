"""`portal serve` answers until it is told to stop, and stops cleanly."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest


def free_port() -> int:
    """A port that nothing has, none of those that a connection to elsewhere may get in the meantime."""
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Served:
    """A running `portal serve` of a demo with an empty, migrated database."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.address = f"http://127.0.0.1:{free_port()}"
        self.log = folder / "log"
        given = {"PORTAL_DEMO": "true", "PORTAL_SITE": "banner", "PORTAL_DATA_FOLDER": str(folder)}
        self._environment = {**os.environ, **given, **more}
        self.portal("migrate")
        port = self.address.rpartition(":")[2]
        command = [sys.executable, "-m", "web.commands", "serve", "--port", port]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def portal(self, *words: str) -> None:
        subprocess.run([sys.executable, "-m", "web.commands", *words], env=self._environment, check=True)

    def until_it_answers(self) -> httpx.Response:
        for _ in range(150):
            assert self.process.poll() is None, self.log.read_text()
            try:
                return httpx.get(f"{self.address}/ready", timeout=2)
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError(self.log.read_text())


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    yield running
    running.process.kill()
    running.process.wait()


def test_it_says_where_it_is_answers_and_stops_when_told(served: Served) -> None:
    parts = ("site", "database", "migrations", "secrets")
    assert served.until_it_answers().json() == dict.fromkeys(parts, "ok")
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(timeout=20) in (0, -signal.SIGTERM)
    written = served.log.read_text()
    assert served.address in written
    assert "Traceback" not in written
    assert "/ready" in written
