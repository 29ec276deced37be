"""A machine of the cluster vanishes, and servers are started anew one by one: nobody loses anything."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import pytest

from core.applications import load_applications
from core.audit.verification import verify
from core.database import connect, migrate
from core.demo_mark import keep_demo_apart
from core.site import find_site, load_site
from tests.cluster.machines import Cluster, cluster, missing
from tests.cluster.writers import Heard, browser_of, practices, stored, write_on
from tests.kills.campaign import Plan, campaign_on
from tests.practices import portal_of
from tests.practices.portals import PEPPER, SECRET_KEY
from tests.web.server.proxied import proxied
from tests.web.test_serving import free_port

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
BACK_SECONDS = 30
# Two looks of the proxy, as the documentation says to wait.
SEEN_SECONDS = 5


@pytest.fixture
def machines() -> Iterator[Cluster]:
    if reason := missing():
        pytest.skip(reason)
    with cluster() as made:
        yield made


class Server:
    """One `portal serve` on the cluster, without workers."""

    def __init__(self, name: str, cluster_: Cluster, folder: Path, base_url: str) -> None:
        self.port = free_port()
        self._log = folder / f"{name}.log"
        settings = {
            "SITE": "banner",
            "DEMO": "true",
            "DATA_FOLDER": str(folder),
            "DATABASE_URL": cluster_.address,
            "BASE_URL": base_url,
            "SECRET_KEY": SECRET_KEY,
            "PEPPER": PEPPER,
            "TRUSTED_PROXIES": "1",
            "WORKER_IN_SERVER": "false",
        }
        self._environment = os.environ | {f"PORTAL_{key}": value for key, value in settings.items()}
        self.start()

    def start(self) -> None:
        """Start it; the call ends when it is ready."""
        command = [sys.executable, "-m", "web.commands", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            assert self.process.poll() is None, self._log.read_text()
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/ready", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.2)
        raise AssertionError(self._log.read_text())

    def restart(self) -> None:
        """End it as a supervisor does, start it anew, and wait until the proxy has seen that it is there."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(40)
        self.start()
        time.sleep(SEEN_SECONDS)

    def end(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.wait()


@contextmanager
def served(machines: Cluster, folder: Path) -> Iterator[tuple[str, list[Server]]]:
    """Two servers behind the proxy that is shipped, and where it is."""
    with ExitStack() as stack:
        secure = free_port()
        servers: list[Server] = []
        for name in ("one", "two"):
            servers.append(Server(name, machines, folder, f"https://127.0.0.1:{secure}"))
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


async def test_a_machine_vanishes_and_servers_start_anew_and_nothing_acknowledged_is_lost(
    machines: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with prepared(machines), AsyncExitStack() as stack:
        made = await practices(portal_of(load_site(find_site("banner"))))
        address, servers = stack.enter_context(served(machines, tmp_path))
        clients = [await stack.enter_async_context(browser_of(each, address)) for each in made]

        async def while_they_write(what: Callable[[], object], lasting: float) -> Heard:
            heard, done = Heard(), asyncio.Event()
            async with asyncio.TaskGroup() as group:
                for client, each in zip(clients, made, strict=True):
                    group.create_task(write_on(client, each, heard, done))
                await asyncio.sleep(5)
                await asyncio.to_thread(what)
                await asyncio.sleep(lasting)
                done.set()
            return heard

        torn = await while_they_write(machines.crash, 35)
        await asyncio.to_thread(machines.start)
        rolling = await while_they_write(lambda: [each.restart() for each in servers], 3)

        there, acknowledged = await stored(), [*torn.sent, *rolling.sent]
        await verify()
        with capsys.disabled():
            sys.stdout.write(
                f"\nF7 F10 messages={len(acknowledged)} lost={len({*acknowledged} - {*there})}"
                f" doubled={len(there) - len({*there})} silence={torn.longest_silence():.1f}s"
                f" failed={len(torn.failed)} rolling={len(rolling.well)} failed={len(rolling.failed)}\n"
            )
        assert len(torn.sent) > 30 and len(torn.failed) > 0
        assert {*acknowledged} <= {*there} and len(there) == len({*there})
        assert torn.longest_silence() < BACK_SECONDS
        assert [words for _, words in rolling.failed] == [] and len(rolling.well) > 30


async def test_a_campaign_on_the_cluster_loses_and_doubles_nothing(
    machines: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = await campaign_on(machines, Plan(groups=3, size=8, kills=16, crashes=2), tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\n{result}\n")
    assert result.findings.none, (str(result), result.findings)
