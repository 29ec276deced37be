"""Forms count only when they were drawn by us for the same session."""

from __future__ import annotations

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from core.errors import Forbidden
from core.keys import Keys
from web.security.addresses import split
from web.security.bodies import form_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf"


class Token:
    """The token of a browser's forms; `str(token)` draws it, and only then a stranger needs a cookie."""

    def __init__(self, keys: Keys, bound_to: str) -> None:
        self._keys, self.bound_to, self.drawn = keys, bound_to, False

    def __str__(self) -> str:
        self.drawn = True
        return self._value

    def matches(self, sent: str) -> bool:
        """Tell whether a form sent this very token."""
        return hmac.compare_digest(self._value.encode(), sent.encode())

    @property
    def _value(self) -> str:
        return self._keys.code("forms", self.bound_to)


class NotOurForm(Forbidden):
    """A form that we did not draw for this session; most likely it is only too old."""


async def refuse_forged(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Guard every route of the application: a change needs our own page behind it.

    The browser itself says where a request comes from; one that does not say so must at least not name
    another origin; and the form must carry the token of its session.
    """
    if connection.scope.get("method") in SAFE:
        return
    if not _from_our_pages(connection):
        raise NotOurForm
    request: Request[Any, Any, Any] = connection  # type: ignore[assignment] # HTTP routes hand guards a Request
    sent = (await form_of(request)).getall(FIELD, [])
    token: Token | None = connection.state.get("csrf_token")
    if token is None or len(sent) != 1 or not isinstance(sent[0], str) or not token.matches(sent[0]):
        raise NotOurForm


def _from_our_pages(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    if (site := connection.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    sent, ours = split(origin), split(connection.app.state.settings.base_url)
    return (sent.scheme, sent.netloc) == (ours.scheme, ours.netloc)
