"""The whole server is killed while it sends, and started again: every mail arrives."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.database import Database
from core.demo_mark import keep_demo_apart
from core.mail.tables import OutboxMail
from tests.core.mail.sample import send_confirmation
from tests.mail_server import PostOffice

ADDRESSES = {f"person{number}@practice.example" for number in range(3)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server(url: str, office: PostOffice, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The server as it is deployed, killed with the strongest signal at the end of the block."""
    settings = {
        "SITE": "banner",
        "DEMO": "true",
        "DATA_FOLDER": str(folder),
        "DATABASE_URL": url,
        "PORT": str(_free_port()),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(office.port),
        "SMTP_STARTTLS": "off",
    }
    environment = {**os.environ, **{f"PORTAL_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "web.commands", "serve"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _wait_until_offered(office: PostOffice, mails: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 40
    while office.offered < mails:
        assert server.poll() is None, f"the server ended by itself, with exit code {server.returncode}"
        assert time.monotonic() < until, "the server offers no mail"
        time.sleep(0.05)


async def _states() -> dict[str, str]:
    rows = await OutboxMail.select(OutboxMail.recipient, OutboxMail.state)
    return {row["recipient"]: row["state"] for row in rows}


async def test_mails_survive_a_server_that_is_killed_while_it_sends_them(
    database: Database, database_url: str, smtp: PostOffice, tmp_path: Path
) -> None:
    await keep_demo_apart(demo=True)
    for address in ADDRESSES:
        async with change("account.made", by=SYSTEM):
            await send_confirmation(address)
    smtp.always = "hang"
    with _server(database_url, smtp, tmp_path) as server:
        _wait_until_offered(smtp, 3, server)
    assert await _states() == dict.fromkeys(ADDRESSES, "waiting")
    assert smtp.received == []

    smtp.always = ""
    # The leases of the killed server run out.
    await OutboxMail.update({OutboxMail.due: clock.now()}, force=True)
    with _server(database_url, smtp, tmp_path) as server:
        _wait_until_offered(smtp, 6, server)
        for address in ADDRESSES:
            smtp.wait_for(address)
        for _ in range(100):
            if set((await _states()).values()) == {"sent"}:
                break
            await asyncio.sleep(0.1)

    assert await _states() == dict.fromkeys(ADDRESSES, "sent")
    assert {mail.to for mail in smtp.received} == ADDRESSES
    assert len(smtp.received) == 3
