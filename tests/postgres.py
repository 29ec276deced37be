"""A PostgreSQL server for the tests: the one PORTAL_TEST_POSTGRES names, or a throw-away one."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ADDRESS = "PORTAL_TEST_POSTGRES"
OWNER = "postgres"
FOLDERS = Path("/usr/lib/postgresql")
MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30


def missing(*, own: bool = False) -> str | None:
    """Why no server can be had, or with `own` none that a test may crash, in words; None when one can."""
    if os.environ.get(ADDRESS) and not own:
        return None
    if _programs() is None:
        return f"PostgreSQL is not installed (no initdb in PATH or {FOLDERS}) and {ADDRESS} is not set"
    if os.getuid() == 0 and not _owner_exists():
        return f'PostgreSQL does not run as root and there is no account "{OWNER}"'
    return None


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a server and its maintenance database; RuntimeError when `missing`."""
    if reason := missing():
        raise RuntimeError(reason)
    if address := os.environ.get(ADDRESS):
        yield address
        return
    with own_server() as own:
        yield own.address


@contextlib.contextmanager
def own_server(*, durable: bool = False) -> Iterator[OwnServer]:
    """A throw-away server, in memory where there is room; a `durable` one is on the disk as a real one is."""
    if reason := missing(own=True):
        raise RuntimeError(reason)
    where = None if durable else _memory()
    with tempfile.TemporaryDirectory(prefix="portal-postgres-", dir=where) as name:
        own = OwnServer(_programs() or Path(), Path(name), durable=durable)
        own.start()
        try:
            yield own
        finally:
            own.remove()


class OwnServer:
    """A server of our own, which a test may crash and start again."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool) -> None:
        # PostgreSQL refuses to run as root: then its own account runs it.
        self._run_as = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
        self._folder, self._data = folder, folder / "data"
        self._control = [*self._run_as, programs / "pg_ctl", "-D", self._data]
        port = _free_port()
        self.address = f"postgresql://portal@127.0.0.1:{port}/postgres"
        self._options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        self._options += "" if durable else " -c fsync=off -c max_wal_size=128MB"
        folder.chmod(0o777)
        make = [programs / "initdb", "-D", self._data, "-U", "portal", "-A", "trust", "-N"]
        _run([*self._run_as, *make], folder)

    @property
    def direct(self) -> str:
        """The same address: nothing pools its connections."""
        return self.address

    def start(self) -> None:
        """Start it; the call ends when it answers."""
        # The server keeps the error stream it was started with, so a pipe would never end.
        words = [*self._control, "-w", "-l", self._folder / "log", "-o", self._options, "start"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        done = subprocess.run(words, cwd=self._folder, check=False, **quiet)
        if done.returncode:
            raise RuntimeError((self._folder / "log").read_text())

    def crash(self) -> None:
        """End it at once: nothing is finished, and the next start has to recover."""
        _run([*self._control, "-m", "immediate", "stop"], self._folder)

    def remove(self) -> None:
        """End it, if it runs, and remove what it stored."""
        with contextlib.suppress(RuntimeError):
            self.crash()
        _run([*self._run_as, "rm", "-rf", self._data], self._folder)


def _programs() -> Path | None:
    """The folder with initdb, the newest version first."""
    folders = sorted(FOLDERS.glob("*/bin"), key=_version, reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _memory() -> Path | None:
    """A folder in memory with room for the databases of a few tests; on a disk each costs five times more."""
    with contextlib.suppress(OSError):
        return MEMORY if shutil.disk_usage(MEMORY).free > ENOUGH else None
    return None


def _owner_exists() -> bool:
    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(OWNER))
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(words: list[str | Path], folder: Path) -> None:
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder, check=False)
    if done.returncode:
        log = folder / "log"
        raise RuntimeError(done.stderr.decode() + (log.read_text() if log.exists() else ""))
