"""Headers that every answer carries: pages, fragments, errors, static files and downloads."""

from __future__ import annotations

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


_SENT = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
_NAMES = frozenset(name for name, _ in _SENT)


async def add_security_headers(message: Message, _: Scope) -> None:
    """Set the headers as an answer leaves, whoever made it; caches keep only what says it may be kept."""
    if message["type"] != "http.response.start":
        return
    others = [each for each in message["headers"] if each[0].lower() not in _NAMES]
    message["headers"] = [*others, *_SENT]
    MutableScopeHeaders.from_message(message).setdefault("Cache-Control", "no-store")
