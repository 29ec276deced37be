"""Where a request comes from, without believing what anybody may write into a header."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from litestar.connection import ASGIConnection

from core.actor import Actor

AnyConnection = ASGIConnection[Any, Any, Any, Any]


def client_address(peer: str, forwarded: str, proxies: int) -> str:
    """Return the address of the client.

    Each proxy of our own appends the address it was called from, so that with N of them the Nth entry from
    the right was written by the outermost; everything further left is the client's own invention.
    """
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()] if proxies else []
    if len(entries) < proxies or not proxies:
        return peer
    claimed = entries[-proxies].strip("[]")
    try:
        return str(ipaddress.ip_address(claimed))
    except ValueError:
        return peer


def address_of(connection: AnyConnection) -> str:
    """Return the client's address as the settings say how many proxies stand in front."""
    peer = connection.client.host if connection.client else ""
    forwarded = ", ".join(connection.headers.getall("x-forwarded-for", []))
    return client_address(peer, forwarded, connection.app.state.settings.trusted_proxies)


def visitor(connection: AnyConnection) -> Actor:
    """Return somebody who has not signed in, as an actor."""
    return Actor("person", None, "A visitor", address_of(connection), agent_of(connection))


def agent_of(connection: AnyConnection) -> str:
    """Return what the browser calls itself."""
    return connection.headers.get("user-agent", "")[:400]


def split(text: str) -> SplitResult:
    """Return the parts of an address that a browser sent; every part is empty when it is none."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")
