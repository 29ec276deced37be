"""Slow, many and dying clients leave the pages of others as fast as they were, and the log readable."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.web.server.slow import BODY, HEADER, allow_many_files, ask, half_sent
from tests.web.test_serving import free_port

FILES = 1024
# Whoever is kept out waits for longer than anybody of a busy machine.
SOON = 4
ROOT = Path(__file__).parents[3]
LIMITED = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({FILES}, {FILES}))\n"
# A server without our protocol, to see that the attack is one.
PLANTED = """
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from web.server import patient
patient.keeping = lambda places: HttpToolsProtocol
"""


@contextmanager
def served(database: str, before: str = "") -> Iterator[tuple[int, Path, "subprocess.Popen[bytes]"]]:
    """`portal serve` with no more open files than a small machine allows."""
    folder = Path(database.removeprefix("sqlite:///")).parent
    port, log = free_port(), folder / "log"
    given = {"DEMO": "true", "SITE": "banner", "DATA_FOLDER": str(folder), "DATABASE_URL": database}
    environment = os.environ | {f"PORTAL_{name}": value for name, value in given.items()}
    environment["PYTHONPATH"] = str(ROOT)
    command = [sys.executable, "-c", f"{LIMITED}{before}\nfrom web.commands import portal\nportal()"]
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port)],
            env=environment,
            stdout=written,
            stderr=written,
        )
    try:
        while ask(port, "/ready")[0] != 200:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
        yield port, log, process
    finally:
        process.kill()
        process.wait()


def watched(port: int, seconds: float) -> list[tuple[int, float]]:
    until, seen = time.monotonic() + seconds, []
    while time.monotonic() < until:
        seen.append(ask(port, "/sign-in"))
        time.sleep(0.1)
    return seen


def test_half_sent_requests_take_nothing_from_others_and_fill_no_log(sqlite_url: str) -> None:
    allow_many_files()
    with served(sqlite_url) as (port, log, process):
        before = len(log.read_text().splitlines())
        with half_sent(port, HEADER, 1100, networks=20), half_sent(port, BODY, 300, networks=20):
            seen = watched(port, 2)
        time.sleep(0.5)
        lines = log.read_text().splitlines()[before:]
        assert {status for status, _ in seen} == {200}, seen
        assert max(took for _, took in seen) <= SOON
        assert len([line for line in lines if "/sign-in" not in line or "200" not in line]) <= 60, lines
        assert not [line for line in lines if "Traceback" in line or "rror" in line]

        # Told to end while somebody is still sending, it does not wait for them.
        with half_sent(port, BODY, 5):
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) in (0, -signal.SIGTERM)


def test_thousands_of_junk_requests_at_once_leave_other_pages_fast(sqlite_url: str) -> None:
    allow_many_files()
    junk = (b"POST /nowhere", b"GET /static/../x", b"POST /sign-in", b"PUT /", b"GET /requests/%00")
    with served(sqlite_url) as (port, _, _), ThreadPoolExecutor(1) as watching:
        seen = watching.submit(watched, port, 3)
        for _ in range(10):
            with half_sent(port, b"", 200, networks=20) as crowd:
                for number, each in enumerate(crowd):
                    each.sendall(junk[number % len(junk)] + b" HTTP/1.1\r\nHost: x\r\n\r\n")
                for each in crowd:
                    assert each.recv(12).startswith(b"HTTP/1.1 ")
        assert {status for status, _ in seen.result()} == {200}
        assert max(took for _, took in seen.result()) <= SOON


def test_without_our_protocol_the_same_clients_keep_others_out(sqlite_url: str) -> None:
    allow_many_files()
    with (
        served(sqlite_url, PLANTED) as (port, _, _),
        half_sent(port, HEADER, 1100, networks=20),
    ):
        assert {status for status, _ in watched(port, 1)} != {200}
