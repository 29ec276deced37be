"""Who gets what, route by route. Every route of the application stands in one of these tables.

A family of pages adds its rows to `ROWS`. A row says, for a method and a route as Litestar writes it, what
each kind of visitor gets. The answers:

* `OPEN`: the page itself, or whatever the form answers (never a redirect to signing in, never 403);
* `SIGN_IN`: sent to sign in; `SECOND`: sent to give the second factor; `HOME`: sent to My requests;
* `MISSING`: the same 404 as for something that does not exist.

`owner` is the person whose thing the path names, `other` is somebody else who is signed in. `path` makes
the thing and answers with its path. Where the two get different answers, the test also sees to it that a
thing that does not exist is answered alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import uuid4

import httpx

from core.identity import kept_forms
from core.identity.kept_forms import SentForm
from core.identity.roles import ROLES
from core.identity.sessions import start
from core.identity.tables import AccountSession
from core.tokens import hash_of
from tests.web import practices
from tests.web.people import BROWSER, Client

Path = Callable[[Client], str | Awaitable[str]]
# Whoever answers for the practice that a path names, and whoever answers for another one.
SPONSORS = ("its sponsor", "another sponsor")


class Gets(StrEnum):
    """What a visitor gets."""

    OPEN = "open"
    SIGN_IN = "sign in"
    SECOND = "second factor"
    HOME = "home"
    MISSING = "missing"
    CONSOLE = "console"
    FORBIDDEN = "another role"


@dataclass(frozen=True, slots=True)
class Row:
    """One method of one route."""

    method: str
    route: str
    stranger: Gets
    half: Gets
    owner: Gets
    other: Gets
    path: Path | None = None
    # What staff get: all alike, or, where roles are named, the page for these and a refusal for the others.
    staff: Gets = Gets.OPEN
    roles: frozenset[str] = frozenset()
    # What whoever answers for the owner's practice gets, where it is not what others get.
    sponsor: Gets | None = None
    # What everybody gets who answers for some practice, as somebody with a login of their own.
    sponsors: Gets | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.route

    def expected(self, visitor: str) -> Gets:
        """What this visitor gets; staff are named by their role."""
        if visitor in SPONSORS:
            its = self.sponsor if visitor == SPONSORS[0] else None
            return its or self.sponsors or self.other
        if visitor not in ROLES:
            answer: Gets = getattr(self, visitor)
            return answer
        return self.staff if not self.roles or visitor in self.roles else Gets.FORBIDDEN


def everybody(method: str, route: str, path: Path | None = None) -> Row:
    """A row of a route that is open to all."""
    return Row(method, route, Gets.OPEN, Gets.OPEN, Gets.OPEN, Gets.OPEN, path)


def nowhere(method: str, route: str, path: Path) -> Row:
    """A row of a route that is open to all, with a key or token that nothing has."""
    return Row(method, route, *[Gets.MISSING] * 4, path, staff=Gets.MISSING)


def own(
    method: str, route: str, path: Path | None = None, other: Gets = Gets.OPEN, gets: Gets = Gets.OPEN
) -> Row:
    """A row of a route for people of practices; `other` is what those get who do not own the thing.

    With a token that nothing has, everybody `gets` that it is missing.
    """
    theirs = Gets.MISSING if gets is Gets.MISSING else other
    return Row(method, route, Gets.SIGN_IN, Gets.SECOND, gets, theirs, path, staff=Gets.CONSOLE)


def account(method: str, route: str, path: Path | None = None, other: Gets = Gets.OPEN) -> Row:
    """A row of a route about one's own account, which staff have too."""
    return Row(method, route, Gets.SIGN_IN, Gets.SECOND, Gets.OPEN, other, path, staff=other)


def console(method: str, route: str, *roles: str, path: Path | None = None, gets: Gets = Gets.OPEN) -> Row:
    """A row of the console: for staff with one of the roles, or all; practices find nothing there."""
    missing = (Gets.MISSING, Gets.MISSING)
    return Row(method, route, Gets.SIGN_IN, Gets.SECOND, *missing, path, staff=gets, roles=frozenset(roles))


def half_way(method: str, route: str) -> Row:
    """A row of a route between password and second factor."""
    return Row(method, route, Gets.SIGN_IN, Gets.OPEN, Gets.HOME, Gets.HOME, staff=Gets.HOME)


def fixed(path: str) -> Path:
    """A path that is always the same."""
    return lambda _: path


def with_key(beginning: str, end: str = "") -> Path:
    """A path with a key that nothing has: everybody gets what they would get with a real one."""
    return lambda _: f"{beginning}{uuid4()}{end}"


async def own_session(owner: Client) -> str:
    """One of the owner's sign-ins, in another browser."""
    await start(owner.account, "full", by=BROWSER)
    row = (
        await AccountSession.select()
        .where(AccountSession.account == owner.account)
        .order_by(AccountSession.started_at, ascending=False)
        .first()
    )
    assert row
    return f"/account/sessions/{row['id']}/end"


async def own_kept_form(owner: Client) -> str:
    """Something the owner sent after a session had ended."""
    transport = owner._transport
    assert isinstance(transport, httpx.ASGITransport)
    identity = transport.app.state.identity
    key = await kept_forms.keep(
        identity, owner.account, SentForm("/enrollment", [("name", "Desert")]), by=BROWSER
    )
    return f"/kept/{key}"


async def own_waiting_form(owner: Client) -> str:
    """Something the owner sent that waits until they have proved who they are."""
    identity = owner.app.state.identity
    row = (
        await AccountSession.select()
        .where(AccountSession.token_hash == hash_of(owner.cookies["portal"]))
        .first()
    )
    assert row
    sent = SentForm("/account/recovery-codes", [], session=str(row["id"]), both=True)
    return f"/account/proof/{await kept_forms.keep(identity, owner.account, sent, by=BROWSER)}"


MACHINES = (
    everybody("GET", "/static/{version:str}/{name:path}", fixed("/static/1/app.css")),
    everybody("GET", "/health"),
    everybody("GET", "/ready"),
    nowhere("GET", "/trail/checkpoint", fixed("/trail/checkpoint")),
    nowhere("GET", "/trail/tile/{level:str}/{place:path}", fixed("/trail/tile/0/000")),
)
PUBLIC = tuple(
    everybody("GET", path)
    for path in ("/", "/applications", "/help", "/guide", "/administrator-guide", "/privacy", "/terms")
)
DEMO = (
    everybody("GET", "/demo/mail"),
    nowhere("GET", "/demo/mail/{mail_id:uuid}", with_key("/demo/mail/")),
    nowhere("GET", "/demo/mail/{mail_id:uuid}/document.pdf", with_key("/demo/mail/", "/document.pdf")),
)
SIGN_UP = (
    everybody("GET", "/sign-up"),
    everybody("POST", "/sign-up"),
    everybody("GET", "/sign-up/puzzle"),
    everybody("GET", "/sign-in/puzzle"),
    everybody("GET", "/reset/puzzle"),
    nowhere("GET", "/sign-up/check-mail/{reference:uuid}", with_key("/sign-up/check-mail/")),
    nowhere("POST", "/sign-up/check-mail/{reference:uuid}", with_key("/sign-up/check-mail/")),
    nowhere("POST", "/sign-up/check-mail/{reference:uuid}/again", with_key("/sign-up/check-mail/", "/again")),
    nowhere("GET", "/sign-up/confirm/{token:str}", fixed("/sign-up/confirm/x")),
    nowhere("POST", "/sign-up/confirm/{token:str}", fixed("/sign-up/confirm/x")),
)
SIGN_IN = (
    Row("GET", "/sign-in", Gets.OPEN, Gets.OPEN, Gets.HOME, Gets.HOME, staff=Gets.HOME),
    everybody("POST", "/sign-in"),
    half_way("GET", "/sign-in/code"),
    half_way("POST", "/sign-in/code"),
    half_way("GET", "/sign-in/recovery-code"),
    half_way("POST", "/sign-in/recovery-code"),
    # Who has an authenticator sets up no other one before having used it.
    Row("GET", "/sign-in/set-up", Gets.SIGN_IN, Gets.SECOND, Gets.HOME, Gets.HOME, staff=Gets.HOME),
    Row("POST", "/sign-in/set-up", Gets.SIGN_IN, Gets.SECOND, Gets.HOME, Gets.HOME, staff=Gets.HOME),
    # Signing out ends on the page for signing in.
    Row("POST", "/sign-out", *[Gets.SIGN_IN] * 4, staff=Gets.SIGN_IN),
)
RESET = (
    everybody("GET", "/reset"),
    everybody("POST", "/reset"),
    nowhere("GET", "/reset/check-mail/{reference:uuid}", with_key("/reset/check-mail/")),
    nowhere("POST", "/reset/check-mail/{reference:uuid}", with_key("/reset/check-mail/")),
    nowhere("GET", "/reset/choose/{token:str}", fixed("/reset/choose/x")),
    nowhere("POST", "/reset/choose/{token:str}", fixed("/reset/choose/x")),
    nowhere("GET", "/not-me/{token:str}", fixed("/not-me/x")),
    nowhere("POST", "/not-me/{token:str}", fixed("/not-me/x")),
)
ACCOUNT = (
    account("GET", "/account"),
    account("GET", "/kept/{key:uuid}", own_kept_form, Gets.MISSING),
    account("POST", "/account/sessions/{session_id:uuid}/end", own_session, Gets.MISSING),
    account("POST", "/account/sessions/end-others"),
    account("GET", "/account/support-code"),
    account("GET", "/account/proof"),
    account("POST", "/account/proof"),
    account("GET", "/account/proof/{key:uuid}", own_waiting_form, Gets.MISSING),
    # Whoever has an account from an activation alone has accepted nothing yet.
    Row(
        "GET",
        "/account/texts",
        Gets.SIGN_IN,
        Gets.SECOND,
        Gets.HOME,
        Gets.HOME,
        staff=Gets.HOME,
        sponsors=Gets.OPEN,
    ),
    account("POST", "/account/texts"),
    account("GET", "/account/password"),
    account("POST", "/account/password"),
    account("GET", "/account/authenticator"),
    account("POST", "/account/authenticator"),
    account("GET", "/account/authenticator/set-up"),
    account("POST", "/account/authenticator/set-up"),
    account("GET", "/account/recovery-codes"),
    account("POST", "/account/recovery-codes"),
)

# Open to all, because signers need no account; each asks for its own link or its own browser's place.
SIGNING = (
    nowhere("GET", "/sign/{token:str}", fixed("/sign/x")),
    nowhere("POST", "/sign/{token:str}", fixed("/sign/x")),
    *(
        nowhere(method, f"/signing/{{signer:uuid}}/{page}", with_key("/signing/", f"/{page}"))
        for page in ("code", "text", "signature", "decline")
        for method in ("GET", "POST")
    ),
    nowhere("POST", "/signing/{signer:uuid}/code/again", with_key("/signing/", "/code/again")),
    *(
        own(method, "/signing/{signer:uuid}/begin", with_key("/signing/", "/begin"), gets=Gets.MISSING)
        for method in ("GET", "POST")
    ),
    nowhere("GET", "/signing/{signer:uuid}/done", with_key("/signing/", "/done")),
    nowhere("GET", "/signing/{signer:uuid}/document.pdf", with_key("/signing/", "/document.pdf")),
)


def mine(method: str, route: str, path: Path) -> Row:
    """A row of a page that only its owner may know of."""
    return own(method, route, path, Gets.MISSING)


def ours(method: str, route: str, path: Path) -> Row:
    """A row of a page for its owner and for whoever answers for the practice; nobody else may know of it."""
    return replace(mine(method, route, path), sponsor=Gets.OPEN)


def sent(end: str = "") -> Path:
    """A page of a request the owner sent."""

    async def path(owner: Client) -> str:
        owner.number = owner.number or await practices.submitted(owner)
        return f"/requests/{owner.number}{end}"

    return path


ROWS: tuple[Row, ...] = (
    *MACHINES,
    *PUBLIC,
    *DEMO,
    *SIGN_UP,
    *SIGN_IN,
    *RESET,
    *ACCOUNT,
    *SIGNING,
)
