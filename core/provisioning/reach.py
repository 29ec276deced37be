"""Whether the server of a connector can be reached: its name, its port, and whom its certificate names."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from core.applications.connectors import LdapSettings, ScimSettings

DEFAULT_PORTS = {"ldap": 389, "ldaps": 636, "http": 80, "https": 443}
PROTECTED = ("ldaps", "https")
Step = tuple[str, str]


class NotReached(Exception):
    """A step that failed, in words."""

    def __init__(self, step: str, words: str) -> None:
        super().__init__(words)
        self.step, self.words = step, words


async def steps_to(settings: ScimSettings | LdapSettings) -> AsyncIterator[Step]:
    """Take the way to a server step by step; yield each with words, or raise NotReached."""
    parts = urlsplit(settings.url)
    host, port = str(parts.hostname), parts.port or DEFAULT_PORTS[parts.scheme]
    yield "name", await _resolved(host, settings.seconds)
    yield "port", await _connected(host, port, settings.seconds)
    if parts.scheme in PROTECTED:
        yield "certificate", await _protected(settings, host, port)


async def _resolved(host: str, seconds: float) -> str:
    try:
        async with asyncio.timeout(seconds):
            found = await asyncio.get_running_loop().getaddrinfo(host, None)
    except (OSError, TimeoutError) as problem:
        raise NotReached("name", f"no address is known for {host}") from problem
    return f"{host} is {found[0][4][0]}"


async def _connected(host: str, port: int, seconds: float) -> str:
    try:
        async with asyncio.timeout(seconds):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError) as problem:
        raise NotReached("port", f"nobody answers at port {port} of {host}") from problem
    writer.transport.abort()
    return f"someone answers at port {port}"


async def _protected(settings: ScimSettings | LdapSettings, host: str, port: int) -> str:
    own = settings.authority_file if isinstance(settings, LdapSettings) else ""
    try:
        trust = ssl.create_default_context(cafile=own or None)
        async with asyncio.timeout(settings.seconds):
            _, writer = await asyncio.open_connection(host, port, ssl=trust)
    except ssl.SSLError as problem:
        words = f"the certificate of {host} isn’t one that we trust, or doesn’t name it"
        raise NotReached("certificate", words) from problem
    except (OSError, TimeoutError) as problem:
        raise NotReached("certificate", f"no protected connection to {host} comes about") from problem
    writer.transport.abort()
    return f"the certificate of {host} is trusted"
