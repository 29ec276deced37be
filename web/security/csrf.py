"""Forms count only when they were drawn by us for the same session."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from core import clock
from core.errors import Forbidden
from core.keys import Keys
from web.security.addresses import split
from web.security.bodies import form_of
from web.security.guards import wants_account
from web.security.masks import masked, unmasked

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD = "csrf"
# As long as a session may last.
LONGEST_HOURS = 12
# In bytes: a code; an account, an hour and their code.
_CODE, _SIGNED = 32, 16 + 4 + 32


class Token:
    """The token of a browser's forms; `str(token)` draws it, and only then a stranger needs a cookie.

    It is bound to the session; for somebody who is signed in it also names the account and the hour, so that
    the same person's form still counts after they have signed in again. Each answer draws it under another
    mask, so that nobody learns it from how well answers can be compressed.
    """

    def __init__(self, keys: Keys, bound_to: str, account: UUID | None = None) -> None:
        self.keys, self.bound_to, self.account = keys, bound_to, account
        self._text = ""

    def __str__(self) -> str:
        self._text = self._text or masked(self._value)
        return self._text

    @property
    def drawn(self) -> bool:
        """Whether the answer has a form."""
        return bool(self._text)

    def matches(self, sent: str) -> bool:
        """Tell whether a form sent the token of this session, or one of this account that is not too old."""
        if hmac.compare_digest(self._session, unmasked(sent)[:_CODE]):
            return True
        return self.account is not None and self.account == drawn_for(self.keys, sent)

    @property
    def _session(self) -> bytes:
        return bytes.fromhex(self.keys.code("forms", self.bound_to))

    @property
    def _value(self) -> bytes:
        if self.account is None:
            return self._session
        return self._session + _signed(self.keys, self.account, _hour())


def drawn_for(keys: Keys, sent: str) -> UUID | None:
    """Return the account whose form sent this token, if that form is not older than a session may be."""
    signed = unmasked(sent)[_CODE:]
    if len(signed) != _SIGNED:
        return None
    whose, drawn = UUID(bytes=signed[:16]), int.from_bytes(signed[16:20], "big")
    if not hmac.compare_digest(_signed(keys, whose, drawn), signed):
        return None
    return whose if 0 <= _hour() - drawn <= LONGEST_HOURS else None


def _signed(keys: Keys, account: UUID, hour: int) -> bytes:
    code = bytes.fromhex(keys.code("forms of an account", f"{account} {hour}"))
    return account.bytes + hour.to_bytes(4, "big") + code


def _hour() -> int:
    return int(clock.now().timestamp()) // 3600


class NotOurForm(Forbidden):
    """A form that we did not draw for this session; most likely it is only too old."""


async def refuse_forged(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
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
    if token is None or len(sent) != 1 or not isinstance(sent[0], str):
        raise NotOurForm
    if connection.state.get("who") is None:
        connection.state["drawn_for"] = drawn_for(token.keys, sent[0])
    if not token.matches(sent[0]) and not _comes_too_late(connection, handler):
        raise NotOurForm


def _comes_too_late(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> bool:
    """Tell whether this is the form of somebody who was signed in and is not any more.

    The guard of the page sends them to sign in first; a page that is open to all has no such guard.
    """
    return bool(connection.state.get("drawn_for")) and wants_account(handler)


def _from_our_pages(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    if (site := connection.headers.get("sec-fetch-site")) is not None:
        return site == "same-origin"
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    sent, ours = split(origin), split(connection.app.state.settings.base_url)
    return (sent.scheme, sent.netloc) == (ours.scheme, ours.netloc)
