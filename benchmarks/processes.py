"""Servers as processes of their own, and the processor time and memory that they take."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.results import NotMeasured

LONGEST_START_SECONDS, LONGEST_REST_SECONDS = 180, 120
# Of a processor, with the rounds of the background work.
AT_REST, QUIET_SECONDS = 0.1, 3
_SCHEDULED = 2
_OF_DEVELOPERS = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONDEVMODE", "PYTHONOPTIMIZE"})


class DidNotStart(NotMeasured):
    """A server that did not answer; `str` has the end of its log."""


@dataclass(slots=True)
class Server:
    """A started server, with every process that it started itself."""

    port: int
    process: subprocess.Popen[bytes]
    started_seconds: float = 0

    @property
    def address(self) -> str:
        """Host and port."""
        return f"127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """The processor time that its processes took since they began."""
        return sum(_cpu(pid) for pid in _with_children(self.process.pid))

    def come_to_rest(self) -> bool:
        """Wait until it does next to nothing by itself; False when it goes on for too long."""
        until, before, quiet = time.monotonic() + LONGEST_REST_SECONDS, self.cpu_seconds(), 0
        while quiet < QUIET_SECONDS and time.monotonic() < until:
            time.sleep(1)
            now = self.cpu_seconds()
            quiet, before = quiet + 1 if now - before < AT_REST else 0, now
        return quiet == QUIET_SECONDS

    def memory_mb(self) -> float:
        """The resident memory of its processes."""
        return sum(_resident_kb(pid) for pid in _with_children(self.process.pid)) / 1024


@contextlib.contextmanager
def serving(
    command: Sequence[str], port: int, page: str, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve until the block ends; it begins with the first good answer to `page`."""
    began = time.perf_counter()
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=_as_installed(environment), stdout=written, stderr=written)
    server = Server(port, process)
    try:
        _wait_for(server, page, log)
        server.started_seconds = time.perf_counter() - began
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
    return port


def _as_installed(environment: Mapping[str, str] | None) -> dict[str, str]:
    """What a server finds: its own settings, and compiled code as where it is installed."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_DEVELOPERS}
    return {**kept, **(environment or {})}


def _wait_for(server: Server, page: str, log: Path) -> None:
    until = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        with contextlib.suppress(OSError):
            connection = HTTPConnection(server.address, timeout=10)
            connection.request("GET", page)
            if connection.getresponse().status < 400:
                return
        time.sleep(0.005)
    raise DidNotStart(log.read_text("utf-8", errors="replace")[-2000:])


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [each for child in listed.read_text().split() for each in _with_children(int(child))]
    return found


def _cpu(pid: int) -> float:
    """The clock of another process, as clock_getcpuclockid(3) numbers it."""
    try:
        return time.clock_gettime_ns((~pid << 3) | _SCHEDULED) / 1e9
    except OSError:
        return 0


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
