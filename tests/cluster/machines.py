"""Three database machines as `deploy/cluster` describes them, each an address of loopback.

The files are the shipped ones: only addresses, folders and passwords are those of the test.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from tests.cluster.late_writes import write_at
from tests.postgres import OWNER

DEPLOY = Path(__file__).parents[2] / "deploy" / "cluster"
PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
PROGRAMS = ("etcd", "patroni", "pgbouncer", "haproxy", "runuser")
NUMBERS = (1, 2, 3)
PASSWORD = "not-for-production"
PATIENCE_SECONDS = 90


def missing() -> str:
    """Why there can be no cluster, in words; empty when there can."""
    absent = [each for each in PROGRAMS if not shutil.which(each, path=PLACES)]
    if os.getuid() != 0:
        return "only root may start servers as another account"
    return f"not installed: {', '.join(absent)}" if absent else ""


@dataclass(slots=True)
class Machine:
    """One database machine: its processes, which end together as those of a machine do that is gone."""

    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, program: str, *words: str | Path, account: str = "") -> None:
        """Start a program whose output goes to a file of its own."""
        run_as = ["runuser", "-u", account, "--"] if account else []
        command = [*run_as, shutil.which(program, path=PLACES) or program, *map(str, words)]
        with (self.folder / f"{program}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)
            )

    def start(self) -> None:
        """Start everything but the machine's voice in who leads, which a test leaves alone."""
        self.run("patroni", self.folder / "patroni.yml", account=OWNER)
        self.run("pgbouncer", self.folder / "pgbouncer.ini", account=OWNER)

    def signal(self, number: signal.Signals) -> None:
        """Tell every process of the database; PostgreSQL is in a session of its own."""
        for process in self.processes:
            os.killpg(process.pid, number)
        _tell_with_children(
            int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]), number
        )

    def vanish(self) -> None:
        """End every process at once and unasked."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()
        # PostgreSQL is in a session of its own, so that it outlives Patroni.
        with suppress(OSError, ValueError, IndexError):
            first = (self.folder / "data" / "postmaster.pid").read_text().splitlines()[0]
            _tell_with_children(int(first), signal.SIGKILL)


@dataclass(slots=True)
class Cluster:
    """Three machines and the proxies in front; `address` leads through the pooler, `direct` past it."""

    folder: Path
    net: str = field(default_factory=lambda: f"127.77.{random.SystemRandom().randrange(1, 250)}")
    machines: dict[str, Machine] = field(default_factory=dict)
    voices: list[Machine] = field(default_factory=list)
    gone: list[Machine] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"postgresql://portal:{PASSWORD}@{self.net}.9:6432/portal?pooler=transaction"

    @property
    def direct(self) -> str:
        return f"postgresql://portal:{PASSWORD}@{self.net}.9:5432/portal"

    def begin(self) -> None:
        """Start all of it, and make the database; the call ends when the proxy leads to it."""
        self.folder.chmod(0o755)
        for number in NUMBERS:
            self._prepare(number)
        for machine in self.machines.values():
            machine.start()
        proxy = Machine(f"{self.net}.9", self._folder("proxy"))
        (proxy.folder / "haproxy.cfg").write_text(
            self._filled("haproxy.cfg", 9).replace("127.0.0.1", proxy.address)
        )
        proxy.run("haproxy", "-db", "-f", proxy.folder / "haproxy.cfg")
        self.voices.append(proxy)
        self.wait_for_all()
        asyncio.run(self._make_database())

    @property
    def following(self) -> str:
        """Leads through the pooler to a machine that follows."""
        return f"postgresql://portal:{PASSWORD}@{self.net}.9:6433/portal?pooler=transaction"

    def crash(self) -> None:
        """The machine that takes changes is gone at once, and nobody brings it back."""
        leader = self.leader()
        self.gone.append(leader)
        leader.vanish()

    def start(self) -> None:
        """Bring back what is gone; the call ends when every machine follows again."""
        while self.gone:
            self.gone.pop().start()
        self.wait_for_all()

    def pause(self) -> None:
        """The machine that takes changes stands still, and doesn't know it."""
        leader = self.leader()
        self.gone.append(leader)
        leader.signal(signal.SIGSTOP)

    def go_on(self) -> list[int]:
        """Wake it up while another one leads; return which writes it acknowledged, past the proxy."""
        self.leader()
        old = self.gone.pop()
        old.signal(signal.SIGCONT)
        late = asyncio.run(write_at(direct_to(old.address), until=lambda: _answers(old, "replica")))
        self.wait_for_all()
        return late

    def leader(self) -> Machine:
        """The machine that takes changes now; AssertionError when there is none for too long."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            for machine in self.machines.values():
                if machine not in self.gone and _answers(machine, "primary"):
                    return machine
            time.sleep(0.2)
        raise AssertionError(self.logs())

    def wait_for_all(self) -> None:
        """Wait until one machine leads and the others follow, one of them at every commit."""
        until = time.monotonic() + PATIENCE_SECONDS
        roles: list[list[str]] = []
        while time.monotonic() < until:
            roles = [
                [role for role in ("primary", "replica", "synchronous") if _answers(each, role)]
                for each in self.machines.values()
            ]
            if sorted(map(len, roles)) == [1, 1, 2]:
                return
            time.sleep(0.3)
        raise AssertionError(f"{roles}\n{self.logs()}")

    def logs(self) -> str:
        """The end of what each program wrote."""
        ends = [f"{file}\n{file.read_text()[-6000:]}" for file in self.folder.glob("*/*.log")]
        return "\n".join(ends)

    def end(self) -> None:
        """End it and remove what it stored."""
        for machine in (*self.machines.values(), *self.voices):
            machine.vanish()

    def _prepare(self, number: int) -> None:
        machine = Machine(f"{self.net}.{number}", self._folder(f"db{number}"))
        for name in ("patroni.yml", "pgbouncer.ini", "etcd.yml"):
            (machine.folder / name).write_text(self._filled(name, number))
        (machine.folder / "userlist.txt").write_text(f'"portal" "{PASSWORD}"\n')
        _own(machine.folder)
        voice = Machine(machine.address, machine.folder)
        voice.run("etcd", "--config-file", machine.folder / "etcd.yml")
        self.machines[machine.address] = machine
        self.voices.append(voice)

    def _filled(self, name: str, number: int) -> str:
        """A shipped file as its own comments ask to fill it in, with the folders of the test."""
        folder, text = self.folder / f"db{number}", (DEPLOY / name).read_text("utf-8")
        own = "__own__"
        # This machine's own address stands where the example has the first one, but for the lists of all.
        lines = [
            line
            if "10.0.0.2" in line or line.strip().startswith("server db")
            else line.replace("10.0.0.1", own)
            for line in text.splitlines()
        ]
        # Whoever speaks to loopback comes from its first address.
        text = (
            "\n".join(lines).replace("10.0.0.0/24", "127.0.0.0/8").replace("10.0.0.", f"{self.net}.") + "\n"
        )
        for shipped, filled in {
            own: f"{self.net}.{number}",
            # Only one of several servers of a machine can have the usual socket.
            "  bin_dir:": f"  parameters: {{unix_socket_directories: {folder}}}\n  bin_dir:",
            "name: db1": f"name: db{number}",
            "/var/lib/etcd/portal": f"{folder}/etcd",
            "/var/lib/postgresql/15/portal": f"{folder}/data",
            "/etc/pgbouncer/userlist.txt": f"{folder}/userlist.txt",
            "choose one": PASSWORD,
            "choose another one": PASSWORD,
            "choose a third one": PASSWORD,
            "choose a fourth one": PASSWORD,
        }.items():
            text = text.replace(shipped, filled)
        return text

    def _folder(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(mode=0o755)
        return made

    async def _make_database(self) -> None:
        leader = self.leader()
        connection = await asyncpg.connect(direct_to(leader.address, "postgres"))
        try:
            await connection.execute(f"CREATE ROLE portal LOGIN PASSWORD '{PASSWORD}'")
            await connection.execute("CREATE DATABASE portal OWNER portal")
        finally:
            await connection.close()


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster; it is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="portal-cluster-") as name:
        made = Cluster(Path(name))
        try:
            made.begin()
            yield made
        finally:
            made.end()


def direct_to(address: str, database: str = "portal") -> str:
    """One machine past the proxies, as whoever may do anything there."""
    return f"postgresql://postgres:{PASSWORD}@{address}:5432/{database}"


def _answers(machine: Machine, role: str) -> bool:
    try:
        return httpx.get(f"http://{machine.address}:8008/{role}", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def _own(folder: Path) -> None:
    for each in (folder, *folder.iterdir()):
        shutil.chown(each, OWNER)


def _tell_with_children(first: int, number: signal.Signals) -> None:
    """Tell a server and what it started; killed at once, so that nobody is left to write."""
    with suppress(OSError):
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        os.kill(first, number)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), number)
