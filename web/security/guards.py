"""Who may open a page: every handler names exactly one of these."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect

from core.errors import Forbidden, NotFound
from core.identity.roles import NAMES, Role
from web.security.addresses import split
from web.security.kept import kept_path
from web.tabs import count_tabs

SIGN_IN, SECOND_STEP, HOME, CONSOLE = "/sign-in", "/sign-in/code", "/requests", "/support"
NEW_TEXTS = "/account/texts"
NEW_FACTOR = "/account/authenticator/set-up"
LONGEST_PATH = 500
_DEEPEST = 4


class GoFirst(Exception):
    """Something comes before this page; `path` is where it is done."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


async def anyone(_: ASGIConnection[Any, Any, Any, Any], __: BaseRouteHandler) -> None:
    """Let everybody in; named so that leaving a page open to all is a decision somebody can read."""


async def half_signed_in(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let in who gave the password and not yet the second factor."""
    who = connection.state.get("session")
    if who is None:
        raise GoFirst(with_next(SIGN_IN, own_path(connection.query_params.get("next"))))
    if who.session.level == "full":
        raise GoFirst(own_path(connection.query_params.get("next")) or HOME)


async def signed_in(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in people of practices who gave both factors; others sign in first and then come back.

    Who works for the site has no practice, and goes to the console. Texts that changed are accepted first.
    """
    await with_account(connection, handler)
    session = connection.state["session"].session
    if session.roles:
        raise GoFirst(CONSOLE)
    if session.texts_due:
        raise GoFirst(with_next(NEW_TEXTS, await kept_path(connection) or page_of(connection)))


async def with_account(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Let in everybody who gave both factors: for pages about one's own account."""
    who = connection.state.get("session")
    if who is None or who.session.level != "full":
        step = SIGN_IN if who is None else SECOND_STEP
        raise GoFirst(with_next(step, await kept_path(connection) or page_of(connection)))
    if who.session.factor_due and not connection.url.path.startswith("/account/authenticator"):
        raise GoFirst(with_next(NEW_FACTOR, page_of(connection)))


def wants_account(handler: BaseRouteHandler) -> bool:
    """Tell whether a page lets in only people who gave both factors, and sends others to sign in."""
    return any(
        each in (signed_in, with_account, drafting) or isinstance(each, StaffOnly)
        for each in handler.guards or ()
    )


class StaffOnly:
    """Lets in staff with one of these roles, or any staff when none is named.

    For people of practices such pages do not exist; staff with other roles are told which ones it takes.
    """

    def __init__(self, *roles: Role, cases: bool = False) -> None:
        self.roles, self.cases = roles, cases

    async def __call__(
        self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        await with_account(connection, handler)
        roles = connection.state["session"].session.roles
        if not roles:
            raise NotFound
        connection.state["authority"] = roles.authority(*self.roles)
        if not roles.has(*self.roles):
            names = " or ".join(NAMES[role] for role in self.roles)
            raise Forbidden(f"This takes another role: {names}.")
        if self.cases and not roles.sees_cases:
            raise Forbidden("You see the work at your own applications, not the whole requests.")
        await count_tabs(connection, roles)


def staff(*roles: Role) -> StaffOnly:
    """Make the guard of a page of the console."""
    return StaffOnly(*roles)


_ANALYSTS = staff("analyst")


def staff_with_cases(*roles: Role) -> StaffOnly:
    """Make the guard of a page that shows or changes whole requests, whoever may set up some applications."""
    return StaffOnly(*roles, cases=True)


async def drafting(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let in people of practices, and analysts, who ask for more in the place of one."""
    who = connection.state.get("session")
    own = who is None or not who.session.roles
    await (signed_in if own else _ANALYSTS)(connection, handler)


def on_go_first(request: Request[Any, Any, Any], error: GoFirst) -> Response[Any]:
    """Send the person there: the whole page, also when only a fragment was asked for."""
    if "HX-Request" in request.headers:
        return Response(None, status_code=204, headers={"HX-Redirect": error.path}, media_type=MediaType.HTML)
    return Redirect(error.path, status_code=303)


def own_path(text: str | None) -> str | None:
    """Return a path of this site as given, or None: nothing a browser could take for another host."""
    if not text or len(text) > LONGEST_PATH or not text.startswith("/") or not text.isprintable():
        return None
    if text.startswith("//") or "\\" in text or " " in text:
        return None
    parts = split(text)
    return None if parts.scheme or parts.netloc or _wanders(parts.path) else text


def _wanders(path: str) -> bool:
    """Whether somebody who decodes a path once more could read another path, or a host, in it."""
    for _ in range(_DEEPEST):
        if "//" in path or "\\" in path or {".", ".."} & set(path.split("/")):
            return True
        path = unquote(path)
    return "%" in path


def with_next(path: str, following: str | None) -> str:
    """Return the path of a step of signing in that goes on to `following`."""
    return f"{path}?next={quote(following, safe='/')}" if following and following != HOME else path


def page_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The page to come back to: the one asked for, or the one a form or fragment was asked from."""
    if connection.scope.get("method") == "GET" and "HX-Request" not in connection.headers:
        query = f"?{connection.url.query}" if connection.url.query else ""
        return own_path(connection.url.path + query)
    return came_from_page(connection)


def came_from_page(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The page of ours on which a form was sent or a link was followed, as far as the browser says."""
    came_from = connection.headers.get("hx-current-url") or connection.headers.get("referer", "")
    parts = split(str(came_from))
    if parts.netloc != split(connection.app.state.settings.base_url).netloc:
        return None
    return own_path(parts.path + (f"?{parts.query}" if parts.query else ""))
