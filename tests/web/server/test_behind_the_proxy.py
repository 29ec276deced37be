"""A proxy that is shipped lets nobody say where they come from; haproxy keeps slow and many clients away."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.web.server.proxied import proxied, said
from tests.web.server.slow import allow_many_files, connected

PLAIN = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Echo:
    """What stands behind the proxy, and all that it got."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.got: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            made, _ = self._listening.accept()
            with made:
                made.settimeout(0.5)
                got = b""
                try:
                    while b"\r\n\r\n" not in got:
                        got += made.recv(65536)
                    got += made.recv(65536) if b"POST" in got else b""
                except OSError:
                    pass
                self.got.append(got)
                made.sendall(ANSWER)

    def without_checks(self) -> list[bytes]:
        return [each for each in self.got if b"X-Forwarded-For" in each or b"x-forwarded-for" in each]


@contextmanager
def before(folder: Path, kind: str) -> Iterator[tuple[Echo, int, int]]:
    echo = Echo()
    with proxied(folder, echo.port, kind=kind) as (plain, secure):
        yield echo, plain, secure


@pytest.fixture(params=["haproxy", "nginx"])
def proxy(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Echo, int, int]]:
    with before(tmp_path, request.param) as made:
        yield made


def test_whoever_calls_cannot_say_where_they_come_from(proxy: tuple[Echo, int, int]) -> None:
    echo, _, secure = proxy
    claim = b"X-Forwarded-For: 198.51.100.7\r\n"
    assert b"200 OK" in said(secure, PLAIN.replace(b"Host", claim + claim + b"Host"), 2)
    (got,) = echo.without_checks()
    assert got.lower().count(b"x-forwarded-for: 127.0.0.1") == 1 and b"198.51.100.7" not in got


def test_no_address_of_a_page_stands_in_the_log_of_the_proxy(
    proxy: tuple[Echo, int, int], tmp_path: Path
) -> None:
    _, _, secure = proxy
    assert b"200 OK" in said(secure, PLAIN.replace(b"/health", b"/reset/choose/a-token-that-lets-in"), 2)
    logs = [each.read_text("utf-8") for each in tmp_path.glob("*.log")]
    assert any(" 200 " in each for each in logs)
    assert "a-token-that-lets-in" not in "".join(logs)


@pytest.mark.parametrize(
    "smuggled",
    [
        b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nabcdef",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_no_second_request_hides_in_the_body_of_the_first(
    proxy: tuple[Echo, int, int], smuggled: bytes
) -> None:
    echo, _, secure = proxy
    answer = said(secure, FORM + smuggled, 2)
    assert answer.count(b"HTTP/1.") == 1
    for got in echo.without_checks():
        assert b"/x HTTP" not in got
        assert not (b"content-length" in got.lower() and b"transfer-encoding" in got.lower())


@pytest.mark.parametrize("proxy", ["haproxy"], indirect=True)
def test_half_sent_requests_of_one_network_leave_room_for_another(proxy: tuple[Echo, int, int]) -> None:
    _, plain, secure = proxy
    allow_many_files()
    with ExitStack() as opened:
        sent = [begun(opened, plain, "127.0.1.1") for _ in range(700)]
        # Five hundred are let in, and the others turned away as they come.
        assert 450 <= sum(sent) <= 520
        assert begun(opened, plain, "127.0.1.2") and b"200 OK" in said(secure, PLAIN, 2)


def begun(opened: ExitStack, port: int, source: str) -> bool:
    """Send the beginning of a request; tell whether the connection stays open."""
    try:
        made = opened.enter_context(connected(port, source))
        made.sendall(b"GET / HTTP/1.1\r\nX-A: ")
        made.settimeout(0.005)
        return made.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def test_plain_addresses_lead_to_the_protected_ones(proxy: tuple[Echo, int, int]) -> None:
    _, plain, _ = proxy
    with socket.create_connection(("127.0.0.1", plain), 5) as made:
        made.sendall(b"GET /sign-in HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n")
        answer = made.recv(65536)
    assert b" 301 " in answer and b"https://portal.example/sign-in" in answer
