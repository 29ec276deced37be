"""A portal as it is run: PostgreSQL, and a worker in a process of its own, where PostgreSQL is installed."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import asyncpg

from tests.browser.conftest import Portal


def portal(environment: dict[str, str], *words: str) -> str:
    """What `portal` with these words prints; it must end well."""
    done = subprocess.run(_command(*words), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def invite(environment: dict[str, str], email: str, name: str, *roles: str) -> str:
    """Add somebody to the staff; the answer is the link to set the account up."""
    first, last = name.split()
    said = [word for role in roles for word in ("--role", role)]
    printed = portal(environment, "staff", "add", email, "--first-name", first, "--last-name", last, *said)
    return re.findall(r"https?://\S+", printed)[0]


@contextmanager
def new_database(server: str) -> Iterator[str]:
    """An empty database on a PostgreSQL server."""
    name = f"walk_{uuid4().hex}"
    _run(_on(server, f"CREATE DATABASE {name}"))
    yield f"{server.rpartition('/')[0]}/{name}"
    _run(_on(server, f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def worker_of(running: Portal) -> Iterator[None]:
    """`portal worker` beside a portal that nobody has visited yet; it ends politely when it is told."""
    file = running.folder / "worker.log"
    with file.open("ab") as log:
        worker = subprocess.Popen(_command("worker"), env=running.environment, stdout=log, stderr=log)
    try:
        while "working" not in file.read_text():
            assert worker.poll() is None, file.read_text()
            time.sleep(0.05)
        yield
        assert worker.poll() is None, file.read_text()
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "web.commands", *words]


def _run(work: Coroutine[Any, Any, None]) -> None:
    # In a thread, because the browser keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _on(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
