"""A forgotten password, and "this was not me"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import Invalid, NotFound
from core.forms import Email, Form, draw, field, read
from core.identity import Identity, choosing, proofs, reset
from core.identity.browsers import Browser
from web.by_link import ByLink, LinkGonePage, OwnPassword, Words
from web.contexts import FormContext, PageContext
from web.forms import AnyRequest, see_other, submitted
from web.pages.account.sign_up import MailCode
from web.pages.account.trying import tried
from web.password_fields import new_password, new_password_again
from web.rendering import render
from web.security.addresses import visitor
from web.security.browsers import puzzle_for
from web.security.guards import anyone

FORM = "reset"


class Address(BaseModel):
    """The address of the account."""

    email: Email = field(
        "Email address", kind="email", autocomplete="username", missing="Enter your email address"
    )


class NewPassword(OwnPassword):
    """A new password, typed twice."""

    password: str = new_password("New password")
    again: str = new_password_again("New password again")


@dataclass(frozen=True, slots=True)
class ResetPage(FormContext):
    """The form for the address."""

    template: ClassVar[str] = "sign_in/reset.html"
    puzzle: bool = False


@dataclass(frozen=True, slots=True)
class CheckMailPage(FormContext):
    """A mail is on its way; `minutes` is for how long it works."""

    template: ClassVar[str] = "sign_in/check_mail.html"
    proof: proofs.Proof
    minutes: int


@dataclass(frozen=True, slots=True)
class NotMePage(PageContext):
    """One button, and what it will do."""

    template: ClassVar[str] = "sign_in/not_me.html"
    proof: proofs.Proof


@dataclass(frozen=True, slots=True)
class NotMeDonePage(PageContext):
    """What the button did."""

    template: ClassVar[str] = "sign_in/not_me_done.html"
    proof: proofs.Proof | None


async def _words(token: str) -> Words | None:
    if (proof := await choosing.look(token, "reset")) is None:
        return None
    after = (
        "Every present sign-in of your account ends. "
        "You will need your authenticator app, or a recovery code, to sign in again."
    )
    return Words("Choose a new password", "At least", "Change my password", proof.email, after=after)


LINK = ByLink(NewPassword, _words, reset.choose, "/sign-in?done=password", LinkGonePage())


@get("/reset", guards=[anyone])
async def show_reset(request: AnyRequest) -> Response[str]:
    """Ask for the address."""
    return render(request, ResetPage(draw(Address)))


@post("/reset", guards=[anyone])
async def send_reset(request: AnyRequest, identity: NamedDependency[Identity]) -> Response[Any]:
    """Ask for the mail; known address or not, the answer is the page that waits for it."""

    async def act(given: Address, browser: Browser) -> Response[Any]:
        reference = await reset.ask(identity, given.email, by=visitor(request), browser=browser)
        return see_other(f"/reset/check-mail/{reference}")

    return await tried(request, FORM, Address, ResetPage, act)


@get("/reset/check-mail/{reference:uuid}", guards=[anyone])
async def show_check_mail(request: AnyRequest, reference: FromPath[UUID]) -> Response[str]:
    """Say that a mail is on its way and take its code."""
    return await _check_mail(request, reference, draw(MailCode))


@post("/reset/check-mail/{reference:uuid}", guards=[anyone])
async def send_code(request: AnyRequest, reference: FromPath[UUID]) -> Response[Any]:
    """Take the code, which opens the page for the new password, as the link of the mail does."""
    reading = read(MailCode, await submitted(request))
    if reading.answers is None:
        return await _check_mail(request, reference, reading.form, 422)
    try:
        token = await reset.exchange_code(reference, reading.answers.code, by=visitor(request))
    except Invalid as wrong:
        return await _check_mail(request, reference, reading.refused(wrong.errors), 422)
    return see_other(f"/reset/choose/{token}")


@get("/not-me/{token:str}", guards=[anyone])
async def show_not_me(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Show one button, and what it will do."""
    proof = await proofs.by_denial(token)
    if proof is None or not proof.open:
        return _gone(request)
    return render(request, NotMePage(proof))


@post("/not-me/{token:str}", guards=[anyone])
async def send_not_me(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Make worthless what waits, or end every sign-in of the account."""
    proof = await proofs.by_denial(token)
    try:
        await reset.deny(token, by=visitor(request))
    except NotFound:
        return _gone(request)
    return render(request, NotMeDonePage(proof))


async def _check_mail(request: AnyRequest, reference: UUID, form: Form, status: int = 200) -> Response[str]:
    proof = await proofs.look(reference, "reset")
    if proof is None or not proof.open:
        return _gone(request)
    return render(request, CheckMailPage(form, proof, proofs.MINUTES["reset"]), status=status)


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, LinkGonePage(), status=404)


handlers = [
    show_reset,
    send_reset,
    puzzle_for(FORM, "/reset/puzzle"),
    show_check_mail,
    send_code,
    *LINK.pages("/reset/choose/{token:str}"),
    show_not_me,
    send_not_me,
]
