"""A person's own account: password, second factor, sign-ins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel, model_validator

from core.forms import draw, field
from core.identity import Identity, actions, people, queries, sessions
from core.identity.sessions import OpenSession
from core.identity.staff import turn_keys
from core.identity.support_code import support_code
from core.mfa import recovery_codes
from web.asking import taken
from web.contexts import FormContext, PageContext
from web.forms import AnyRequest, one, see_other, submitted
from web.pages.account.setting_up import AppCode, RecoveryCodesPage, confirm_set_up, set_up_page
from web.pages.account.sign_up import SignUp
from web.password_fields import new_password, new_password_again, same_twice
from web.rendering import render
from web.security.fresh import fresh_both, fresh_code
from web.security.guards import staff, with_account
from web.security.sessions import Who, cookies_of
from web.visit import Visit

ACCOUNT = "/account"


class ChangePassword(BaseModel):
    """The present password, then the new one twice."""

    current: str = field(
        "Present password",
        kind="password",
        autocomplete="current-password",
        missing="Enter your present password",
    )
    password: str = new_password("New password")
    again: str = new_password_again("New password again")
    _twice = model_validator(mode="after")(same_twice)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(PageContext):
    """Everything about a person's own way in; `done` names what was just done.

    `login` and `upn` are empty before there is a login name.
    """

    template: ClassVar[str] = "account/account.html"
    person: queries.AccountDetails
    phone: str
    sessions: Sequence[OpenSession]
    this_session: UUID
    codes_left: int
    login: str
    upn: str
    done: str | None


@dataclass(frozen=True, slots=True)
class SupportCodePage(PageContext):
    """The code that somebody reads out to support."""

    template: ClassVar[str] = "account/support_code.html"
    code: str


@dataclass(frozen=True, slots=True)
class PasswordPage(FormContext):
    """The form for another password."""

    template: ClassVar[str] = "account/password.html"


@dataclass(frozen=True, slots=True)
class SurePage(PageContext):
    """What will happen, and a button for it."""

    template: ClassVar[str] = "account/sure.html"
    heading: str
    effect: str
    button: str


NEW_AUTHENTICATOR = SurePage(
    "Set up another authenticator app",
    "The present app works until the new one has shown its first code. Then you get new recovery codes.",
    "Set up the app",
)
NEW_CODES = SurePage(
    "Make new recovery codes",
    "You get ten new codes. The ones you have now stop working.",
    "Make new codes",
)


@get(ACCOUNT, guards=[with_account])
async def show_account(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity], done: FromQuery[str | None] = None
) -> Response[str]:
    """Show everything about the person's own way in."""
    who = visit.who
    person = await queries.account(who.account_id)
    idle = timedelta(minutes=identity.site.session_idle_minutes)
    named = await people.of_account(who.account_id)
    page = AccountPage(
        person=person,
        phone=str(draw(SignUp, {"phone": person.phone})["phone"].value),
        sessions=await sessions.live(who.account_id, idle),
        this_session=who.session_id,
        codes_left=await recovery_codes.left(who.account_id),
        login=named["portal_id"] if named else "",
        upn=(named["upn"] or "") if named else "",
        done=done,
    )
    return render(visit.request, page)


@post("/account/sessions/{session_id:uuid}/end", guards=[with_account, fresh_code])
async def end_session(
    request: AnyRequest, who: NamedDependency[Who], session_id: FromPath[UUID]
) -> Response[Any]:
    """End one of the person's own sign-ins."""
    await sessions.end(session_id, by=who.actor(request))
    return see_other(f"{ACCOUNT}?done=session")


@post("/account/sessions/end-others", guards=[with_account, fresh_code])
async def end_other_sessions(request: AnyRequest, who: NamedDependency[Who]) -> Response[Any]:
    """End every sign-in but this one."""
    await sessions.end_all(who.account_id, by=who.actor(request), but=who.session_id)
    return see_other(f"{ACCOUNT}?done=sessions")


@get("/account/support-code", guards=[with_account])
async def show_support_code(
    visit: NamedDependency[Visit], identity: NamedDependency[Identity]
) -> Response[str]:
    """Show the code by which support knows who calls."""
    code = support_code(identity.keys, visit.who.account_id)
    return render(visit.request, SupportCodePage(f"{code[:4]} {code[4:]}"))


@post("/account/keys", guards=[staff()])
async def send_keys(request: AnyRequest, who: NamedDependency[Who]) -> Response[Any]:
    """Turn single keys on or off."""
    off = one(await submitted(request), "keys") == "off"
    await turn_keys(who.account_id, off=off, by=who.actor(request))
    return see_other(f"{ACCOUNT}?done={'keys-off' if off else 'keys-on'}")


@get("/account/password", guards=[with_account, fresh_code])
async def show_password(visit: NamedDependency[Visit]) -> Response[str]:
    """Ask for the present and the new password."""
    return render(visit.request, PasswordPage(draw(ChangePassword)))


@post("/account/password", guards=[with_account, fresh_code])
async def send_password(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Change it; this session goes on under a new token, all others end."""

    async def act(given: ChangePassword) -> Response[Any]:
        by = who.actor(request)
        token = await actions.change_password(identity, who.session, given.current, given.password, by=by)
        answer = see_other(f"{ACCOUNT}?done=password")
        cookies_of(request).keep(answer, token)
        return answer

    return await taken(request, ChangePassword, PasswordPage, act)


@get("/account/authenticator", guards=[with_account])
async def show_authenticator(visit: NamedDependency[Visit]) -> Response[str]:
    """Say what happens when another authenticator is set up."""
    return render(visit.request, NEW_AUTHENTICATOR)


@post("/account/authenticator", guards=[with_account, fresh_both])
async def send_authenticator(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Make ready another authenticator; the present one works until the new one showed a code."""
    await actions.begin_new_authenticator(identity, who.session, by=who.actor(request))
    return see_other("/account/authenticator/set-up")


@get("/account/authenticator/set-up", guards=[with_account])
async def show_set_up(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Show the QR code and the key of the new authenticator."""
    return await set_up_page(request, identity, who, draw(AppCode), next_path="/account/authenticator")


@post("/account/authenticator/set-up", guards=[with_account])
async def send_set_up(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Take the first code, which puts the new authenticator in place of the old one."""
    return await confirm_set_up(request, identity, who, next_path="/account/authenticator")


@get("/account/recovery-codes", guards=[with_account])
async def show_recovery_codes(visit: NamedDependency[Visit]) -> Response[str]:
    """Say what happens when new recovery codes are made."""
    return render(visit.request, NEW_CODES)


@post("/account/recovery-codes", guards=[with_account, fresh_both])
async def send_recovery_codes(
    request: AnyRequest, who: NamedDependency[Who], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Make new recovery codes, shown this once."""
    codes = await actions.new_recovery_codes(identity, who.session, by=who.actor(request))
    return render(request, RecoveryCodesPage(codes, ACCOUNT))


handlers = [
    send_keys,
    show_support_code,
    show_account,
    end_session,
    end_other_sessions,
    show_password,
    send_password,
    show_authenticator,
    send_authenticator,
    show_set_up,
    send_set_up,
    show_recovery_codes,
    send_recovery_codes,
]
