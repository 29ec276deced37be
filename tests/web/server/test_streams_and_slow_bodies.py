"""Through the proxy that is shipped, live pages hear of changes at once, and slow bodies hold up nobody."""

import asyncio
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.access.tables import Request
from core.actor import SYSTEM
from core.audit import change
from core.audit.following import newest_number
from core.database import connect
from core.mail.tables import OutboxMail
from tests.browser.behind import behind
from tests.practices.portals import PEPPER, SECRET_KEY
from tests.web.server.proxied import DEPLOY, over_tls, proxied, said
from tests.web.server.test_patience import serving
from tests.web.test_serving import Served
from web.live import PULSE_SECONDS, Live
from web.server.patient import Patient

ASKED = b"GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
DRIPPING = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nemail="
SHORT = {"timeout server 75s": "timeout server 1s", "timeout client 75s": "timeout client 1s"}
# Few connections to the portal, and little time to send a form.
FEW = {"timeout http-request 10s": "timeout http-request 2s"}
CHECK = "check inter 1s fall 2 rise 2 maxconn"
FEW |= {f"{port} {CHECK} 500": f"{port} {CHECK} 2" for port in (8000, 8001)}


def test_a_stream_that_says_something_is_never_cut_and_the_measure_finds_one_that_does_not(
    tmp_path: Path,
) -> None:
    with serving() as portal, proxied(tmp_path, portal, SHORT) as (_, secure):
        assert b"the end" in said(secure, ASKED % b"/stream")
        assert b"the end" not in said(secure, ASKED % b"/silent", 15)


def test_the_proxy_waits_longer_than_streams_are_silent_and_than_they_last() -> None:
    text = (DEPLOY / "haproxy.cfg").read_text("utf-8")
    for name in ("server", "client"):
        (seconds,) = re.findall(rf"timeout {name} (\d+)s", text)
        assert (
            int(seconds) >= 3 * PULSE_SECONDS and int(seconds) > Live.__dataclass_fields__["lifetime"].default
        )


@pytest.mark.parametrize(("also", "others_wait"), [({}, False), ({"option http-buffer-request": ""}, True)])
def test_bodies_of_a_byte_a_second_are_ended_and_take_no_connection_from_others(
    tmp_path: Path, also: dict[str, str], others_wait: bool
) -> None:
    """Without the line that waits for a form, which is the planted hole, others wait."""
    with ExitStack() as opened:
        portal = opened.enter_context(serving(kind=Patient, most_of_one=None))
        _, secure = opened.enter_context(proxied(tmp_path, portal, FEW | also))
        slow = [opened.enter_context(over_tls(secure)) for _ in range(8)]
        began = time.monotonic()
        for each in slow:
            each.sendall(DRIPPING)
        time.sleep(0.3)
        answer = said(secure, ASKED % b"/", 1)
        assert (b"200 OK" not in answer) is others_wait
        if not others_wait:
            assert all(_ended(each) for each in slow) and time.monotonic() - began < 10


def _ended(slow: ssl.SSLSocket) -> bool:
    """Whether the proxy ends a body that goes on by a byte a second."""
    try:
        for _ in range(8):
            slow.sendall(b"x")
            slow.settimeout(1)
            try:
                return b"408" in slow.recv(1000)
            except TimeoutError:
                continue
    except OSError:
        return True
    return False


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[str, str, str, int]]:
    """A portal behind the proxy with a request: its database, the request, a session, and the port."""
    database = f"sqlite:///{tmp_path}/portal.sqlite"
    secrets = {"PORTAL_SECRET_KEY": SECRET_KEY, "PORTAL_PEPPER": PEPPER}
    running = Served(tmp_path, PORTAL_DATABASE_URL=database, PORTAL_TRUSTED_PROXIES="1", **secrets)
    try:
        running.until_it_answers()
        begun = behind(database, "begin")
        with proxied(tmp_path, int(running.address.rpartition(":")[2])) as (_, secure):
            yield database, begun["number"], begun["token"], secure
    finally:
        running.process.kill()
        running.process.wait()


def test_a_page_behind_the_proxy_hears_of_a_change_within_a_second(
    watched: tuple[str, str, str, int],
) -> None:
    database, number, token, secure = watched
    with over_tls(secure, 15) as stream:
        path = f"/live/requests/{number}?since={asyncio.run(_newest(database))}"
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nCookie: portal={token}\r\n\r\n".encode())
        assert b"watching" in _until(stream, b"watching")
        took = []
        for _ in range(3):
            made = threading.Thread(target=lambda: asyncio.run(_happens(database, number)))
            made.start()
            made.join()
            began = time.monotonic()
            assert b"event: changed" in _until(stream, b"changed")
            took.append(time.monotonic() - began)
    assert min(took) < 1 and max(took) < 3, took


def _until(stream: ssl.SSLSocket, words: bytes) -> bytes:
    got = b""
    while words not in got and (more := stream.recv(65536)):
        got += more
    return got


async def _newest(url: str) -> int:
    """The last event, once the mails are sent, which are changes of the request too."""
    database = await connect(url)
    while await OutboxMail.exists().where(OutboxMail.state == "waiting"):  # noqa: ASYNC110 - another task sends
        await asyncio.sleep(0.1)
    number = await newest_number()
    await database.close()
    return number


async def _happens(url: str, number: str) -> None:
    database = await connect(url)
    row = await Request.select(Request.id).where(Request.number == number).first()
    assert row
    async with change("request.withdrawn", by=SYSTEM, subject=("request", row["id"])):
        pass
    await database.close()
