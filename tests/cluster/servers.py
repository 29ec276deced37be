"""Servers of the portal on a cluster, and the proxy in front of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from core.applications import load_applications
from core.database import connect, migrate
from core.demo_mark import keep_demo_apart
from core.site import find_site, load_site
from tests.cluster.machines import Cluster
from tests.practices.portals import PEPPER, SECRET_KEY
from tests.web.server.proxied import proxied
from tests.web.test_serving import free_port

# Two looks of the proxy, as the documentation says to wait.
SEEN_SECONDS = 5
TREE = Path(__file__).parents[2]


class Server:
    """One `portal serve` on the cluster; without workers, unless it is told to have them."""

    def __init__(
        self, name: str, cluster_: Cluster, folder: Path, base_url: str, *, worker: bool = False
    ) -> None:
        self.port, self.tree = free_port(), TREE
        self._log = folder / f"{name}.log"
        settings = {
            "SITE": "banner",
            "DEMO": "true",
            "DATA_FOLDER": str(folder),
            "DATABASE_URL": cluster_.address,
            "REPLICA_DATABASE_URL": cluster_.following,
            "MIGRATE_DATABASE_URL": cluster_.direct,
            "BASE_URL": base_url,
            "SECRET_KEY": SECRET_KEY,
            "PEPPER": PEPPER,
            "TRUSTED_PROXIES": "1",
            "WORKER_IN_SERVER": str(worker).lower(),
        }
        self._environment = os.environ | {f"PORTAL_{key}": value for key, value in settings.items()}
        self.start()

    def start(self) -> None:
        """Start it; the call ends when it is ready."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command("serve", "--port", str(self.port)),
                env=self._environment_here,
                cwd=self.tree,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert self.process.poll() is None, self._log.read_text()
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError(self._log.read_text())

    def migrate(self, tree: Path) -> None:
        """Have the version of another folder bring the database to its shape; what serves goes on."""
        before, self.tree = self.tree, tree
        try:
            subprocess.run(self._command("migrate"), env=self._environment_here, cwd=tree, check=True)
        finally:
            self.tree = before

    def restart(self, tree: Path = TREE) -> None:
        """End it as a supervisor does, start it anew, and wait until the proxy has seen that it is there."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.tree = tree
        self.start()
        time.sleep(SEEN_SECONDS)

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()

    @property
    def _environment_here(self) -> dict[str, str]:
        """Its own version is found first, and the day of the tests all the same."""
        return self._environment | {"PYTHONPATH": f"{self.tree}{os.pathsep}{os.environ['PYTHONPATH']}"}

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "web.commands", *words]


@contextmanager
def served(machines: Cluster, folder: Path, *, worker: bool = False) -> Iterator[tuple[str, list[Server]]]:
    """Two servers behind the proxy that is shipped, and where it is."""
    with ExitStack() as stack:
        secure = free_port()
        servers: list[Server] = []
        for name in ("one", "two"):
            servers.append(Server(name, machines, folder, f"https://127.0.0.1:{secure}", worker=worker))
            stack.callback(servers[-1].end)
        stack.enter_context(proxied(folder, servers[0].port, beside=servers[1].port, secure=secure))
        yield f"https://127.0.0.1:{secure}", servers


@asynccontextmanager
async def prepared(machines: Cluster) -> AsyncIterator[None]:
    """The database, migrated past the pooler, and open through it."""
    site = load_site(find_site("banner"))
    database = await connect(machines.direct)
    await migrate(load_applications(site).migrations)
    await keep_demo_apart(demo=True)
    await database.close()
    database = await connect(machines.address)
    try:
        yield
    finally:
        await database.close()
