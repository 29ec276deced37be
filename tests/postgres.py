"""A PostgreSQL server for the tests: the one PORTAL_TEST_POSTGRES names, or a throw-away one."""

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


def missing() -> str | None:
    """Why no server can be had, in words; None when one can."""
    if os.environ.get(ADDRESS):
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
    with tempfile.TemporaryDirectory(prefix="portal-postgres-") as name:
        yield from _throw_away(_programs() or Path(), Path(name))


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


def _throw_away(programs: Path, folder: Path) -> Iterator[str]:
    # PostgreSQL refuses to run as root: then its own account runs it.
    run_as = ["runuser", "-u", OWNER, "--"] if os.getuid() == 0 else []
    port, data = _free_port(), folder / "data"
    folder.chmod(0o777)
    _run([*run_as, programs / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-N"], folder)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    control = [*run_as, programs / "pg_ctl", "-D", data]
    _start(control, options, folder)
    try:
        yield f"postgresql://portal@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"], folder)
        _run([*run_as, "rm", "-rf", data], folder)


def _start(control: list[str | Path], options: str, folder: Path) -> None:
    # The server keeps the error stream it was started with, so a pipe would never end.
    words = [*control, "-w", "-l", folder / "log", "-o", options, "start"]
    done = subprocess.run(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, check=False
    )
    if done.returncode:
        raise RuntimeError((folder / "log").read_text())
