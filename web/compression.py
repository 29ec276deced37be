"""Answers are sent gzipped to those who can read it: pages, fragments and texts, not streams.

What a page shows of both a secret and of what a stranger put into it could be guessed from the length of the
answer. So the token of the forms is masked anew in each answer (`web/security/masks.py`), a page that shows
any other secret forbids to compress it (`no-transform`), and the length of everything else is blurred.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import zlib
from collections.abc import Mapping
from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

# Level 5 takes 0.1 ms for a page and 1.2 ms for a large grid; 6 to 9 take longer for little, and the next
# lower one leaves a twelfth more.
LEVEL = 5
# Half of what is usual: clearing more takes longer than compressing a page, which gets no shorter by it.
MEMORY = 7
SMALLEST = 500
# Longer texts are compressed beside the loop, so that nobody waits for them.
_LONG = 500_000
_TEXTS = ("text/html", "text/plain", "text/csv", "application/json")
_NO_BODY = frozenset({204, 206, 304})
_BLUR = 32
_CODING = re.compile(r"^(gzip|x-gzip|\*)\s*(?:;\s*q=([\d.]+))?$", re.IGNORECASE)


def compress(app: ASGIApp) -> ASGIApp:
    """Have an application gzip what it answers, where that is wanted and wise."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        wanted = wants_gzip(dict(scope["headers"]).get(b"accept-encoding", b"").decode("latin-1"))
        await app(scope, receive, _Answer(send, wanted).send)

    return answer


class _Answer:
    """One answer on its way out: its headers wait until it is known whether it is whole."""

    def __init__(self, send: Send, wanted: bool) -> None:
        self._send, self._wanted = send, wanted
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        """Pass a message on, compressed where that is right."""
        if message["type"] == "http.response.start" and _may_be(message):
            MutableScopeHeaders.from_message(message).extend_header_value("Vary", "Accept-Encoding")
            self._start = message
            return
        if self._start is not None:
            message = await self._first(self._start, message)
            self._start = None
        await self._send(message)

    async def _first(self, start: Message, message: Message) -> Message:
        body: bytes = message.get("body", b"")  # type: ignore[assignment] # what follows a start has a body
        whole = not message.get("more_body", False)
        if self._wanted and whole and len(body) >= SMALLEST:
            long = len(body) > _LONG
            body = await asyncio.to_thread(gzipped, body) if long else gzipped(body)
            headers = MutableScopeHeaders.from_message(start)
            headers["Content-Encoding"], headers["Content-Length"] = "gzip", str(len(body))
        await self._send(start)
        return {**message, "body": body}  # type: ignore[return-value] # still a body


def wants_gzip(accepted: str) -> bool:
    """Tell whether somebody who accepts these codings reads gzip; what is named counts before the star."""
    found: dict[str, float] = {}
    for part in accepted.split(","):
        if matched := _CODING.match(part.strip()):
            found[matched[1].lower().removeprefix("x-")] = _quality(matched[2])
    return found.get("gzip", found.get("*", 0.0)) > 0


def _quality(said: str | None) -> float:
    try:
        return float(said) if said else 1.0
    except ValueError:
        return 0.0


def gzipped(body: bytes) -> bytes:
    """Compress a text; a name of random length in the header blurs how long the text was."""
    name = b"a" * secrets.randbelow(_BLUR)
    packing = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, MEMORY)
    packed = packing.compress(body) + packing.flush()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"
    end = zlib.crc32(body).to_bytes(4, "little") + (len(body) & 0xFFFFFFFF).to_bytes(4, "little")
    return head + packed + end


def _may_be(start: Mapping[str, Any]) -> bool:
    headers = {name.lower(): value.decode("latin-1") for name, value in start["headers"]}
    return (
        start["status"] >= 200
        and start["status"] not in _NO_BODY
        and headers.get(b"content-type", "").startswith(_TEXTS)
        and b"content-encoding" not in headers
        and "no-transform" not in headers.get(b"cache-control", "")
    )
