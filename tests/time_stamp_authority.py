"""A real RFC 3161 time-stamp authority on loopback: genuine tokens over HTTP, and every way not to give one.

with time_stamp_authority(folder) as authority:
    authority.url, authority.certificates   # for the settings timestamp_url and timestamp_certificates
    authority.answer = "html"               # one of ANSWERS, from the next query on
    authority.stop(); authority.start()     # nobody is there, and it comes back at the same url
    authority.asked                         # how many queries came
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.sign.timestamps import DummyTimeStamper

from core import clock
from tests.certificates import make_stamp_certificates

REPLY = "application/timestamp-reply"


class TimeStampAuthority:
    """One authority with one key; another authority, unknown to all, has certified the same key."""

    def __init__(self, folder: Path) -> None:
        self.answer = "granted"
        self.asked = 0
        self.released = threading.Event()
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        made = make_stamp_certificates()
        private = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self._key = keys.PrivateKeyInfo.load(made.key.private_bytes(serialization.Encoding.DER, *private))
        self._own, self._stranger = (
            x509.Certificate.load(each.public_bytes(serialization.Encoding.DER))
            for each in (made.own, made.stranger)
        )
        pem, self.certificates = serialization.Encoding.PEM, folder / "time-stamps.pem"
        self.certificates.write_bytes(made.root.public_bytes(pem))
        self.own_key, self.key_of_somebody = folder / "own.pem", folder / "somebody.pem"
        self.own_key.write_bytes(made.key.private_bytes(pem, *private) + made.own.public_bytes(pem))
        self.key_of_somebody.write_bytes(
            made.key.private_bytes(pem, *private) + made.other_use.public_bytes(pem)
        )

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/tsa"

    def start(self) -> None:
        """It answers when this returns."""
        self.released.clear()
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                authority.asked += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                known = self.headers["Content-Type"] == "application/timestamp-query"
                status, kind, content = ANSWERS[authority.answer](authority, body) if known else _broken()
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    self.send_header("Content-Type", kind)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Nobody answers there any more."""
        self.released.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def token(self, query: bytes, *, stranger: bool = False, other_digest: bool = False) -> bytes:
        """The reply to a query, for what it asks or, unasked, for something else."""
        request = tsp.TimeStampReq.load(query)
        if other_digest:
            request["message_imprint"]["hashed_message"] = bytes(32)
        now = clock.system_time().replace(microsecond=0)
        stamper = DummyTimeStamper(self._stranger if stranger else self._own, self._key, fixed_dt=now)
        return bytes(stamper.request_tsa_response(request).dump())

    def forged(self, query: bytes) -> bytes:
        """A token in whose signature one bit is wrong."""
        token = bytearray(self.token(query))
        token[-1] ^= 1
        return bytes(token)


def _refused() -> bytes:
    # The library insists on a token that a refusal does not have: only the status, in its sequence.
    status = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["no such customer"]}).dump()
    return bytes([0x30, len(status)]) + bytes(status)


def _never(authority: TimeStampAuthority) -> bytes:
    authority.released.wait(60)
    return b""


def _broken() -> tuple[int, str, bytes]:
    return 500, "text/plain", b"broken"


Answer = Callable[[TimeStampAuthority, bytes], tuple[int, str, bytes]]
ANSWERS: dict[str, Answer] = {
    "granted": lambda authority, query: (200, REPLY, authority.token(query)),
    "error": lambda _, __: _broken(),
    "html": lambda _, __: (200, "text/html", b"<h1>Sign in to the network</h1>"),
    "garbage": lambda _, __: (200, REPLY, b"\x30\x82\xff\xff garbage"),
    "empty": lambda _, __: (200, REPLY, b""),
    "refusal": lambda _, __: (200, REPLY, _refused()),
    "silence": lambda authority, _: (200, REPLY, _never(authority)),
    "another digest": lambda authority, query: (200, REPLY, authority.token(query, other_digest=True)),
    "an unknown certificate": lambda authority, query: (200, REPLY, authority.token(query, stranger=True)),
    "a forged signature": lambda authority, query: (200, REPLY, authority.forged(query)),
}


@contextlib.contextmanager
def time_stamp_authority(folder: Path) -> Iterator[TimeStampAuthority]:
    """One that answers while the block runs."""
    authority = TimeStampAuthority(folder)
    authority.start()
    try:
        yield authority
    finally:
        authority.stop()
