"""The way to a SCIM server: no redirects, no endless answers, nothing that unpacks to more than it was."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from functools import cache

import httpx2

from core.applications.connectors import ScimSettings

LARGEST_ANSWER = 1024 * 1024


class TooLarge(Exception):
    """An answer of more than `LARGEST_ANSWER` bytes, or one that was packed."""


class _Cut(httpx2.AsyncByteStream):
    """The beginning of an answer; more than allowed ends it."""

    def __init__(self, answer: httpx2.AsyncByteStream) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        length = 0
        async for part in self._answer:
            length += len(part)
            if length > LARGEST_ANSWER:
                raise TooLarge
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


class Careful(httpx2.AsyncBaseTransport):
    """A transport that reads only so much of an answer."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport(verify=_trust())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the answer with a body that ends at the limit."""
        answer = await self._inner.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity") != "identity":
            await answer.aclose()
            raise TooLarge
        body = answer.stream
        if isinstance(body, httpx2.AsyncByteStream):
            answer.stream = _Cut(body)
        return answer

    async def aclose(self) -> None:
        await self._inner.aclose()


@cache
def _trust() -> ssl.SSLContext:
    """Whom this machine trusts, read once: reading it holds everything up for longer than most calls take."""
    return httpx2.create_ssl_context()


def http_client(settings: ScimSettings, token: str) -> httpx2.AsyncClient:
    """Make a client for one call."""
    return httpx2.AsyncClient(
        base_url=settings.url,
        headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
        timeout=settings.seconds,
        transport=Careful(),
        follow_redirects=False,
        trust_env=False,
    )
