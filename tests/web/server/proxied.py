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

PLACES = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"
DEPLOY = Path(__file__).parents[3] / "deploy"
PORTS = (("127.0.0.1:8000", "127.0.0.1:{behind}"), ("127.0.0.1:8001", "127.0.0.1:{beside}"))
SHIPPED = {
    "haproxy": "haproxy.cfg",
    "nginx": "nginx.conf",
}
CHANGED = {
    "haproxy": (
        ("bind :80", "bind 127.0.0.1:{plain}"),
        ("bind :443", "bind 127.0.0.1:{secure}"),
        ("/etc/haproxy/portal.pem", "{folder}/portal.pem"),
    ),
    "nginx": (
        ("listen 80;", "listen 127.0.0.1:{plain};"),
        ("listen 443 ", "listen 127.0.0.1:{secure} "),
        ("/etc/nginx/portal.pem", "{folder}/portal.pem"),
        ("/etc/nginx/portal.key", "{folder}/key.pem"),
        ("/dev/stdout", "{folder}/access.log"),
        # Nobody but root may write where it is built to.
        (
            "http {",
            "pid {folder}/pid;\nhttp {{\n  client_body_temp_path {folder}/b;\n  proxy_temp_path {folder}/p;\n"
            "  fastcgi_temp_path {folder}/f;\n  uwsgi_temp_path {folder}/u;\n  scgi_temp_path {folder}/s;",
        ),
    ),
}


def configured(kind: str, folder: Path, ports: Mapping[str, int], also: Mapping[str, str]) -> Path:
    """The shipped configuration, with the ports and the certificate of a test, and what else it changes."""
    key, certificate, pem = folder / "key.pem", folder / "cert.pem", folder / "portal.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=127.0.0.1 -days 2"
    subprocess.run(
        ["openssl", *words.split(), "-keyout", key, "-out", certificate], check=True, capture_output=True
    )
    pem.write_bytes(certificate.read_bytes() + key.read_bytes())
    text = (DEPLOY / SHIPPED[kind]).read_text("utf-8")
    filled = [(shipped, own.format(folder=folder, **ports)) for shipped, own in (*CHANGED[kind], *PORTS)]
    for shipped, own in (*also.items(), *filled):
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, own)
    written = folder / SHIPPED[kind]
    written.write_text(text, "utf-8")
    return written


@contextmanager
def proxied(
    folder: Path,
    behind: int,
    also: Mapping[str, str] | None = None,
    kind: str = "haproxy",
    *,
    beside: int = 0,
    secure: int = 0,
) -> Iterator[tuple[int, int]]:
    """The proxy, as long as the block runs: its plain and its secure port; one server may stand twice."""
    program = shutil.which(kind, path=PLACES)
    if program is None:
        pytest.skip(f"{kind} is not installed")
    plain, secure = free_port(), secure or free_port()
    ports = {"plain": plain, "secure": secure, "behind": behind, "beside": beside or behind}
    file = configured(kind, folder, ports, also or {})
    own = ["-db", "-f", file] if kind == "haproxy" else ["-c", file, "-e", "stderr", "-g", "daemon off;"]
    with (folder / f"{kind}.log").open("wb") as log:
        process = subprocess.Popen([program, *map(str, own)], stdout=log, stderr=log)
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
    raise RuntimeError("the proxy does not listen")


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
