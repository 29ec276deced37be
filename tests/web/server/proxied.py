"""The proxy that is shipped, really run in front of what a test puts behind it."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.web.test_serving import free_port

HAPROXY = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
SHIPPED = Path(__file__).parents[3] / "deploy" / "haproxy.cfg"


def configured(folder: Path, ports: tuple[int, int, int], also: Mapping[str, str]) -> Path:
    """The shipped configuration, with the ports and the certificate of a test, and what else it changes."""
    plain, secure, portal = ports
    key, certificate, pem = folder / "key.pem", folder / "cert.pem", folder / "portal.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -days 2"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    pem.write_bytes(certificate.read_bytes() + key.read_bytes())
    text = SHIPPED.read_text("utf-8")
    for shipped, own in (
        *also.items(),
        ("bind :80", f"bind 127.0.0.1:{plain}"),
        ("bind :443", f"bind 127.0.0.1:{secure}"),
        ("/etc/haproxy/portal.pem", str(pem)),
        ("127.0.0.1:8000", f"127.0.0.1:{portal}"),
        ("127.0.0.1:8001", f"127.0.0.1:{portal}"),
    ):
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, own)
    written = folder / "haproxy.cfg"
    written.write_text(text, "utf-8")
    return written


@contextmanager
def proxied(folder: Path, behind: int, also: Mapping[str, str] | None = None) -> Iterator[tuple[int, int]]:
    """The proxy, as long as the block runs: its plain and its secure port."""
    if HAPROXY is None:
        pytest.skip("haproxy is not installed")
    plain, secure = free_port(), free_port()
    file = configured(folder, (plain, secure, behind), also or {})
    with (folder / "haproxy.log").open("wb") as log:
        process = subprocess.Popen([HAPROXY, "-db", "-f", str(file)], stdout=log, stderr=log)
    try:
        _until_it_listens(secure)
        yield plain, secure
    finally:
        process.terminate()
        process.wait(10)


def _until_it_listens(port: int) -> None:
    for _ in range(100):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError("haproxy does not listen")


@contextmanager
def over_tls(port: int, seconds: float = 5) -> Iterator[ssl.SSLSocket]:
    """A connection to the proxy, whose certificate nobody knows, that waits so long for anything."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(plain) as secure:
        secure.settimeout(seconds)
        yield secure


def said(port: int, request: bytes, seconds: float = 5) -> bytes:
    """All that is answered to these bytes over TLS until the connection ends, or nothing more comes."""
    answer = b""
    with over_tls(port, seconds) as secure, suppress(OSError):
        secure.sendall(request)
        while got := secure.recv(65536):
            answer += got
    return answer
