"""Who sends a request: read from the session's cookie before anything else looks at it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from core.actor import Actor, Kind
from core.errors import Unavailable
from core.identity import Identity, LiveSession, sessions
from core.identity.browsers import LASTS
from core.identity.roles import StaffRoles
from core.names import full_name
from web.security import csrf
from web.security.addresses import AnyConnection, address_of, agent_of

log = logging.getLogger(__name__)
BY_ITSELF = "X-By-Itself"


@dataclass(frozen=True, slots=True)
class Who:
    """The person behind a request."""

    session: LiveSession

    @property
    def account_id(self) -> UUID:
        return self.session.account

    @property
    def session_id(self) -> UUID:
        return self.session.id

    @property
    def name(self) -> str:
        """First and last name."""
        return full_name(self.session.first_name, self.session.last_name)

    @property
    def email(self) -> str:
        return self.session.email

    @property
    def roles(self) -> StaffRoles:
        """What the person does for the site; empty for people of practices."""
        return self.session.roles

    def actor(self, connection: AnyConnection) -> Actor:
        """Return the person as the trail names them, with where this request came from."""
        kind: Kind = "staff" if self.roles else "person"
        return Actor(
            kind,
            self.account_id,
            self.name,
            address_of(connection),
            agent_of(connection),
            authority=connection.state.get("authority", ""),
        )


class Cookies:
    """The session, what binds forms to a browser without one, the note of who signed in, and a signer's."""

    def __init__(self, base_url: str) -> None:
        self.secure = base_url.startswith("https://")
        # The prefix lets browsers refuse cookies that another host or path tries to put in their place; they
        # know it on https only.
        prefix = "__Host-" if self.secure else ""
        self.session, self.visit, self.known = f"{prefix}portal", f"{prefix}visit", f"{prefix}known"
        # Its path is that of one signer's pages, which the stronger prefix does not allow.
        self.signing = "__Secure-signing" if self.secure else "signing"

    def keep(self, response: Response[Any], token: str) -> None:
        """Have the browser carry this session from now on, until it is closed."""
        response.set_cookie(self.make(self.session, token))

    def drop(self, response: Response[Any]) -> None:
        """Have the browser forget the session."""
        gone = self.make(self.session, "")
        gone.max_age = 0
        response.set_cookie(gone)

    def note(self, response: Response[Any], note: str) -> None:
        """Have the browser keep the note of who signed in with it, when it is closed as well."""
        kept = self.make(self.known, note)
        kept.max_age = int(LASTS.total_seconds())
        response.set_cookie(kept)

    def make(self, name: str, value: str) -> Cookie:
        """Make a cookie for this host alone, out of reach of scripts and of other sites' forms."""
        return Cookie(key=name, value=value, secure=self.secure, httponly=True, samesite="lax")

    def header(self, name: str, token: str) -> str:
        """Write the header of such a cookie that holds a token of ours, which needs no quotes."""
        return f"{name}={token}; HttpOnly; Path=/; SameSite=lax{'; Secure' if self.secure else ''}"


class Sessions(ASGIMiddleware):
    """Puts `session` (a `Who`, perhaps half signed in), `who` (only wholly) and `csrf_token` into the state.

    A cookie that no live session answers to is as good as none. When the sessions cannot be read, nobody is
    taken for anybody: the answer is 503.
    """

    scopes = (ScopeType.HTTP,)
    exclude_path_pattern = (r"^/static/", r"^/health$", r"^/ready$")

    def __init__(self, identity: Identity, cookies: Cookies) -> None:
        self._identity, self._cookies = identity, cookies
        self._idle = timedelta(minutes=identity.site.session_idle_minutes)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Find out who it is and go on."""
        connection: AnyConnection = ASGIConnection(scope)
        token = connection.cookies.get(self._cookies.session, "")
        found = await self._find(token, touch=not by_itself(connection))
        visit = connection.cookies.get(self._cookies.visit, "")
        who = found if found and found.session.level == "full" else None
        bound_to = token or visit or secrets.token_urlsafe(32)
        form = csrf.Token(self._identity.keys, bound_to, who.account_id if who else None)
        state = scope.setdefault("state", {})
        state["session"], state["who"] = found, who
        state["csrf_token"] = form

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._put_cookies(message, state, form, known=bool(token or visit))
            await send(message)

        await next_app(scope, receive, with_cookie)

    def _put_cookies(
        self, message: Message, state: Mapping[str, Any], form: csrf.Token, *, known: bool
    ) -> None:
        """Give the browser what binds its forms, and the token a guard gave its session."""
        headers = MutableScopeHeaders.from_message(message)
        if form.drawn and not known:
            headers.add("Set-Cookie", self._cookies.header(self._cookies.visit, form.bound_to))
        name = self._cookies.session
        newer = any(each.startswith(f"{name}=") for each in headers.getall("Set-Cookie", []))
        if (token := state.get("new_token")) and not newer:
            headers.add("Set-Cookie", self._cookies.header(name, token))

    async def _find(self, token: str, *, touch: bool) -> Who | None:
        if not token:
            return None
        try:
            session = await sessions.find(token, self._idle, touch=touch)
        except Exception as problem:
            log.error("the sessions cannot be read: %s", type(problem).__name__)
            raise Unavailable from problem
        return Who(session) if session else None


def is_over(connection: AnyConnection) -> bool:
    """Tell whether the browser still carries a session that has ended."""
    return cookies_of(connection).session in connection.cookies and connection.state.get("session") is None


def by_itself(connection: AnyConnection) -> bool:
    """Tell whether a page asks by itself: such a request does not keep a session alive."""
    return connection.url.path.startswith("/live/") or BY_ITSELF in connection.headers


async def provide_who(request: Request[Any, Any, Any]) -> Who | None:
    """Return the person a handler asks for by the name `who`: signed in with both factors, else None."""
    return cast("Who | None", request.state.get("who"))


async def provide_entering(request: Request[Any, Any, Any]) -> Who | None:
    """Return the person by the name `entering`: perhaps without second factor, for pages that ask for it."""
    return cast("Who | None", request.state.get("session"))


def cookies_of(connection: AnyConnection) -> Cookies:
    """Return the cookies of this deployment."""
    return cast(Cookies, connection.app.state.cookies)
