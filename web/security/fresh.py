"""The guard of especially sensitive steps: who takes one has shown within five minutes that it is still them.

It stands behind the guard that says who may open the page. Who has not proved it lately is asked on a page of
its own; what they had typed is kept meanwhile, and the proof is sent with it to where the form was going.
"""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import urlencode
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from pydantic import BaseModel

from core.audit import change
from core.dates import in_minutes
from core.errors import Invalid, NotFound, TooMany
from core.forms import Form, field, read
from core.identity import Identity, fresh, kept_forms
from core.identity.fresh import Proof
from core.identity.kept_forms import Kept, SentForm
from web.forms import Values
from web.security.bodies import form_of
from web.security.csrf import SAFE, Token
from web.security.guards import GoFirst, came_from_page, page_of
from web.security.kept import PROOF, PROOF_FIELD, typed
from web.security.sessions import Who

# A form with passwords is typed again.
_NEVER_KEPT = frozenset({"/account/password"})
_WAIT = "Too many attempts. Try again in {minutes}"


def _code() -> Any:
    return field(
        "Code from your authenticator app, or a recovery code",
        autocomplete="one-time-code",
        width="20",
        max_length=30,
        missing="Enter a code",
    )


class SecondFactor(BaseModel):
    """A code."""

    code: str = _code()


class BothFactors(BaseModel):
    """Password and code."""

    current: str = field(
        "Password", kind="password", autocomplete="current-password", missing="Enter your password"
    )
    code: str = _code()


class NotProved(Exception):
    """What was given as a proof is not right; the page asks again, with the words in `form`."""

    def __init__(self, form: Form, wait: int = 0) -> None:
        super().__init__("not proved")
        self.form, self.wait = form, wait
        self.kept: Kept | None = None


class Fresh:
    """Lets in whose second factor, or with `both` whose password too, was given within the last minutes.

    Who is not signed in has nothing to give again: its other guard says whether they may open the page.
    """

    def __init__(self, *, both: bool = False) -> None:
        self.both = both

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        request: Request[Any, Any, Any] = connection  # type: ignore[assignment] # HTTP routes hand guards a Request
        await self.require(request)

    async def require(self, request: Request[Any, Any, Any]) -> None:
        """Do what the guard does, for a handler that learns only by looking how sensitive its page is."""
        who: Who | None = request.state.get("who")
        if who is None:
            return
        if request.method in SAFE:
            if not fresh.is_fresh(who.session, both=self.both):
                raise GoFirst(_before(request))
        elif (key := await key_of(request)) is not None:
            await _go_on(request, who, key, both=self.both)
        elif not fresh.is_fresh(who.session, both=self.both):
            await _ask_first(request, who, both=self.both)


fresh_code, fresh_both = Fresh(), Fresh(both=True)


async def key_of(request: Request[Any, Any, Any]) -> UUID | None:
    """Return which kept form a proof was sent with; None for any other form."""
    sent = (await form_of(request)).getall(PROOF_FIELD, [])
    try:
        return UUID(sent[0]) if len(sent) == 1 and isinstance(sent[0], str) else None
    except ValueError:
        return None


async def proved(
    request: Request[Any, Any, Any], who: Who, *, both: bool = False, form: UUID | None = None
) -> None:
    """Take the proof that was sent; raise NotProved with what is wrong.

    The session goes on under a new token, which the browser gets with the answer.
    """
    model: type[SecondFactor | BothFactors] = BothFactors if both else SecondFactor
    reading = read(model, dict((await form_of(request)).dict()), ignore=frozenset({"csrf", PROOF_FIELD}))
    if reading.answers is None:
        raise NotProved(reading.form)
    proof = Proof(reading.answers.code, getattr(reading.answers, "current", None))
    identity: Identity = request.app.state.identity
    try:
        token, session = await fresh.prove_again(
            identity, who.session, proof, by=who.actor(request), form=form
        )
    except Invalid as wrong:
        raise NotProved(reading.refused(wrong.errors)) from wrong
    except TooMany as refusal:
        words = _WAIT.format(minutes=in_minutes(refusal.retry_after))
        raise NotProved(reading.refused({"": words}), refusal.retry_after) from refusal
    request.state.session = request.state.who = Who(session)
    request.state.csrf_token = Token(identity.keys, token, session.account)
    request.state.new_token = token


async def _ask_first(request: Request[Any, Any, Any], who: Who, *, both: bool) -> NoReturn:
    """Keep what was sent and lead to the page that asks for the proof."""
    if request.url.path in _NEVER_KEPT:
        raise GoFirst(_before(request))
    fields, page = typed(await form_of(request)), page_of(request) or ""
    sent = SentForm(_address(request), fields, session=str(who.session_id), page=page, both=both)
    key = await kept_forms.keep(request.app.state.identity, who.account_id, sent, by=who.actor(request))
    raise GoFirst(f"{PROOF}/{key}" if key else f"{PROOF}?{urlencode({'next': page})}")


async def _go_on(request: Request[Any, Any, Any], who: Who, key: UUID, *, both: bool) -> None:
    """Take the proof and put what was kept in its place; what is kept for another step counts for nothing."""
    identity: Identity = request.app.state.identity
    kept = await kept_forms.find(identity, key, who.account_id, who.session_id)
    if kept is None or kept.sent.path != _address(request):
        raise GoFirst(f"{PROOF}/{key}")
    try:
        await _used(request, who, key, both=both)
    except NotProved as wrong:
        wrong.kept = kept
        raise
    except NotFound:
        raise GoFirst(f"{PROOF}/{key}") from None
    values: Values = {}
    for name, text in kept.sent.fields:
        values.setdefault(name, []).append(text)
    request.state.continued = values


async def _used(request: Request[Any, Any, Any], who: Who, key: UUID, *, both: bool) -> None:
    if not fresh.is_fresh(who.session, both=both):
        await proved(request, who, both=both, form=key)
        return
    # It was proved meanwhile, in another window.
    async with change("form.continued", by=who.actor(request), subject=("account", who.account_id)):
        await kept_forms.use(key, who.account_id)


def _before(request: Request[Any, Any, Any]) -> str:
    """Where the proof is asked for before a file, or before a form that is filled in afterwards."""
    said = {"next": _address(request), "back": came_from_page(request) or ""}
    said |= {} if request.url.path in _NEVER_KEPT else {"file": "yes"}
    return f"{PROOF}?{urlencode(said)}"


def _address(request: Request[Any, Any, Any]) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
