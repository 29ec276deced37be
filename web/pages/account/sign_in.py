"""Signing in and out: the password, then a code; and setting up what shows the codes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from pydantic import BaseModel

from core.forms import Form, draw, field
from core.identity import Identity, sessions, sign_in
from core.identity.browsers import Browser
from core.mfa import authenticators
from core.portal import Portal
from core.site import SiteProfile
from web.by_link import SET_UP
from web.contexts import FormContext
from web.forms import AnyRequest, see_other
from web.pages.account.landing import landing
from web.pages.account.setting_up import AppCode, confirm_set_up, following, query_of, set_up_page
from web.pages.account.trying import tried
from web.rendering import render
from web.security.addresses import visitor
from web.security.browsers import puzzle_for, remember
from web.security.guards import HOME, SECOND_STEP, SIGN_IN, anyone, half_signed_in, own_path, with_next
from web.security.kept import KEPT
from web.security.sessions import Who, cookies_of, is_over

FORM = "sign-in"
OTHERWISE = ", or choose a new password"


class Password(BaseModel):
    """The first step."""

    email: str = field(
        "Email address",
        autocomplete="username",
        inputmode="email",
        max_length=254,
        missing="Enter your email address, or the name you sign in with",
    )
    password: str = field(
        "Password", kind="password", autocomplete="current-password", missing="Enter your password"
    )


class RecoveryCode(BaseModel):
    """The second step for somebody whose authenticator is lost."""

    code: str = field("Recovery code", width="20", max_length=30, missing="Enter one of your recovery codes")


@dataclass(frozen=True, slots=True)
class SignInPage(FormContext):
    """The form for the password; `query` is where one wants to go, `done` what was just done.

    `signed_out` says that a session is over that this browser still knows, `kept` that what was typed waits.
    """

    template: ClassVar[str] = "sign_in/password.html"
    query: str
    done: str | None = None
    puzzle: bool = False
    signed_out: bool = False
    kept: bool = False


@dataclass(frozen=True, slots=True)
class CodePage(FormContext):
    """The form for the code of the authenticator."""

    template: ClassVar[str] = "sign_in/code.html"
    query: str
    puzzle: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryCodePage(FormContext):
    """The form for one of the recovery codes."""

    template: ClassVar[str] = "sign_in/recovery_code.html"
    query: str
    puzzle: bool = False


@get(SIGN_IN, guards=[anyone])
async def show_sign_in(
    request: AnyRequest,
    who: NamedDependency[Who | None],
    next: FromQuery[str | None] = None,
    done: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show the form for the password; who is signed in already goes on."""
    if who:
        return see_other(own_path(next) or HOME)
    return render(request, _password_page(request, draw(Password), done=done))


@post(SIGN_IN, guards=[anyone])
async def send_password(
    request: AnyRequest, identity: NamedDependency[Identity], entering: NamedDependency[Who | None]
) -> Response[Any]:
    """Begin a session for the right password, which still lacks the second factor; an earlier one ends."""

    async def act(given: Password, browser: Browser) -> Response[Any]:
        by = visitor(request)
        token = await sign_in.with_password(identity, given.email, given.password, by=by, browser=browser)
        if entering is not None:
            await sessions.end(entering.session_id, by=entering.actor(request))
        answer = see_other(with_next(SECOND_STEP, following(request)))
        cookies_of(request).keep(answer, token)
        return answer

    return await tried(request, FORM, Password, partial(_password_page, request), act, OTHERWISE)


@get(SECOND_STEP, guards=[half_signed_in])
async def show_code(request: AnyRequest, entering: NamedDependency[Who]) -> Response[Any]:
    """Show the form for the code of the authenticator; who has none sets one up first."""
    if not await authenticators.has_one(entering.account_id):
        return see_other(with_next(SET_UP, following(request)))
    return render(request, CodePage(draw(AppCode), query_of(request)))


@post(SECOND_STEP, guards=[half_signed_in])
async def send_code(
    request: AnyRequest,
    entering: NamedDependency[Who],
    identity: NamedDependency[Identity],
    portal: NamedDependency[Portal],
) -> Response[Any]:
    """Take the code, which completes the session; it gets a new token."""

    async def act(given: AppCode, browser: Browser) -> Response[Any]:
        by = entering.actor(request)
        token = await sign_in.with_code(identity, entering.session, given.code, by=by, browser=browser)
        return await _signed_in(request, entering, portal, token)

    return await tried(request, FORM, AppCode, partial(CodePage, query=query_of(request)), act)


@get("/sign-in/recovery-code", guards=[half_signed_in])
async def show_recovery_code(request: AnyRequest) -> Response[str]:
    """Show the form for one of the recovery codes."""
    return render(request, RecoveryCodePage(draw(RecoveryCode), query_of(request)))


@post("/sign-in/recovery-code", guards=[half_signed_in])
async def send_recovery_code(
    request: AnyRequest,
    entering: NamedDependency[Who],
    identity: NamedDependency[Identity],
    portal: NamedDependency[Portal],
) -> Response[Any]:
    """Take a recovery code, which completes the session as well, once."""

    async def act(given: RecoveryCode, browser: Browser) -> Response[Any]:
        by, session = entering.actor(request), entering.session
        token = await sign_in.with_recovery_code(identity, session, given.code, by=by, browser=browser)
        return await _signed_in(request, entering, portal, token)

    return await tried(request, FORM, RecoveryCode, partial(RecoveryCodePage, query=query_of(request)), act)


@get(SET_UP, guards=[half_signed_in])
async def show_set_up(
    request: AnyRequest, entering: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Show the QR code and the key of a person's first authenticator."""
    return await set_up_page(request, identity, entering, draw(AppCode), next_path=SECOND_STEP)


@post(SET_UP, guards=[half_signed_in])
async def send_set_up(
    request: AnyRequest,
    entering: NamedDependency[Who],
    identity: NamedDependency[Identity],
    portal: NamedDependency[Portal],
) -> Response[Any]:
    """Take the first code: the session is whole, and the recovery codes are shown this once."""
    go_on = await landing(portal, entering)
    return await confirm_set_up(request, identity, entering, next_path=SECOND_STEP, go_on=go_on)


@post("/sign-out", guards=[anyone])
async def sign_out(request: AnyRequest, entering: NamedDependency[Who | None]) -> Response[Any]:
    """End the session; who had none is signed out as well."""
    if entering is not None:
        await sessions.end(entering.session_id, by=entering.actor(request))
    answer = see_other(f"{SIGN_IN}?done=signed-out")
    cookies_of(request).drop(answer)
    return answer


async def _signed_in(request: AnyRequest, who: Who, portal: Portal, token: str) -> Response[Any]:
    answer = see_other(following(request) or await landing(portal, who))
    cookies_of(request).keep(answer, token)
    remember(request, answer, who.account_id)
    return answer


def _password_page(
    request: AnyRequest, form: Form, *, puzzle: bool = False, done: str | None = None
) -> SignInPage:
    form, path = _in_words_of(request.app.state.site, form), following(request) or ""
    kept = path.startswith(f"{KEPT}/")
    page = SignInPage(form, query_of(request), done, puzzle)
    return replace(page, signed_out=kept or is_over(request), kept=kept)


def _in_words_of(site: SiteProfile, form: Form) -> Form:
    """Whoever has a login name of this site signs in with it as well; its mails call it by this word."""
    label = f"Email address or {site.terms.login}"
    inputs = (each._replace(label=label) if each.name == "email" else each for each in form.inputs)
    return replace(form, inputs=tuple(inputs))


handlers = [
    show_sign_in,
    send_password,
    puzzle_for(FORM, "/sign-in/puzzle"),
    show_code,
    send_code,
    show_recovery_code,
    send_recovery_code,
    show_set_up,
    send_set_up,
    sign_out,
]
