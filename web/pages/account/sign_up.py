"""Registering: the form, the mail, the proof of the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel, model_validator

from core.dates import in_minutes
from core.errors import Invalid, NotFound, TooMany
from core.forms import Email, Form, PersonName, PhoneExtension, PhoneNumber, at_site, draw, field, read
from core.identity import Identity, proofs, sign_up
from core.identity.accepting import said
from core.identity.actions import Person
from web.by_link import LinkGonePage
from web.contexts import FormContext
from web.forms import AnyRequest, see_other, submitted
from web.pages.account.trying import WAIT
from web.password_fields import accepted, new_password, new_password_again, same_twice, versions_read
from web.rendering import render
from web.security.addresses import visitor
from web.security.browsers import FIELD, browser_of, puzzle_for
from web.security.guards import anyone

FORM = "sign-up"
LATER = (
    "Your browser didn’t prove that it isn’t a robot, so only a few people in your network can register "
    "each hour. Try again in {minutes}, or switch JavaScript on and send the form again"
)
GONE = LinkGonePage(
    "If you have confirmed your address before, you can sign in. "
    "Otherwise register again; it takes two minutes.",
    "/sign-up",
    "Register again",
)


class SignUp(BaseModel):
    """What a person says about themselves to get an account."""

    first_name: PersonName = field(
        "First name",
        autocomplete="given-name",
        missing="Enter your first name",
        needless_with="one_name",
    )
    last_name: PersonName = field("Last name", autocomplete="family-name", missing="Enter your last name")
    one_name: bool = field("I have only one name, written as the last name", kind="checkbox", optional=True)
    email: Email = field(
        "Email address",
        kind="email",
        autocomplete="email",
        width="full",
        hint="Your own, at work. You sign in with it, and we write to it to check it",
        missing="Enter your email address",
    )
    phone: PhoneNumber = field(
        "Phone number", kind="tel", autocomplete="tel", width="20", missing="Enter your phone number"
    )
    extension: PhoneExtension = field(
        "Extension", optional=True, inputmode="numeric", width="5", max_length=12
    )
    password: str = new_password("Password")
    again: str = new_password_again("Password again")
    privacy: bool = accepted("privacy policy")
    terms: bool = accepted("terms and conditions")
    versions: str = versions_read()

    _twice = model_validator(mode="after")(same_twice)


class ChosenPassword(BaseModel):
    """The password that was chosen when registering."""

    password: str = field(
        "Password",
        kind="password",
        autocomplete="current-password",
        width="full",
        missing="Enter the password you chose when you registered",
    )


class MailCode(BaseModel):
    """The code of a mail."""

    code: str = field(
        "Code from the email",
        autocomplete="one-time-code",
        width="20",
        max_length=20,
        missing="Enter the code from the email",
    )


@dataclass(frozen=True, slots=True)
class SignUpPage(FormContext):
    """The form that makes an account."""

    template: ClassVar[str] = "sign_up/form.html"


@dataclass(frozen=True, slots=True)
class CheckMailPage(FormContext):
    """A mail is on its way, or another one; `minutes` is for how long it works."""

    template: ClassVar[str] = "sign_up/check_mail.html"
    proof: proofs.Proof
    minutes: int
    again: bool


@dataclass(frozen=True, slots=True)
class ConfirmPage(FormContext):
    """Whether this is one's own address; only who registered knows the password."""

    template: ClassVar[str] = "sign_up/confirm.html"
    email: str


@get("/sign-up", guards=[anyone])
async def show_sign_up(request: AnyRequest, identity: NamedDependency[Identity]) -> Response[str]:
    """Show the empty form."""
    model = at_site(identity.site.asking, SignUp)
    return _form(request, draw(model, {"versions": said(identity.site)}))


@post("/sign-up", guards=[anyone])
async def send_sign_up(request: AnyRequest, identity: NamedDependency[Identity]) -> Response[Any]:
    """Ask for the mail; known address or not, the answer is the page that waits for it."""
    sent = await submitted(request)
    reading = read(at_site(identity.site.asking, SignUp), sent, ignore=frozenset({"csrf", FIELD}))
    if reading.answers is None:
        return _form(request, reading.form, 422)
    solved = (await browser_of(request, FORM)).solved
    answers = reading.answers
    person = Person(answers.first_name, answers.last_name, answers.email, answers.phone, answers.extension)
    try:
        reference = await sign_up.begin(
            identity, person, answers.password, solved=solved, by=visitor(request), read=answers.versions
        )
    except Invalid as wrong:
        return _form(request, reading.refused(wrong.errors), 422)
    except TooMany as refusal:
        words = (WAIT if solved else LATER).format(minutes=in_minutes(refusal.retry_after))
        return _form(request, reading.refused({"": words}), 429)
    return see_other(f"/sign-up/check-mail/{reference}")


@get("/sign-up/check-mail/{reference:uuid}", guards=[anyone])
async def show_check_mail(
    request: AnyRequest, reference: FromPath[UUID], again: FromQuery[bool] = False
) -> Response[str]:
    """Say that a mail is on its way and take its code."""
    return await _check_mail(request, reference, draw(MailCode), again=again)


@post("/sign-up/check-mail/{reference:uuid}", guards=[anyone])
async def send_code(request: AnyRequest, reference: FromPath[UUID]) -> Response[Any]:
    """Take the code, which makes the account."""
    reading = read(MailCode, await submitted(request))
    if reading.answers is None:
        return await _check_mail(request, reference, reading.form, 422)
    try:
        await sign_up.confirm_by_code(reference, reading.answers.code, by=visitor(request))
    except Invalid as wrong:
        return await _check_mail(request, reference, reading.refused(wrong.errors), 422)
    return see_other("/sign-in?done=confirmed")


@post("/sign-up/check-mail/{reference:uuid}/again", guards=[anyone])
async def send_mail_again(
    request: AnyRequest, reference: FromPath[UUID], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Send another mail; the first one is worth nothing from here on."""
    try:
        await sign_up.resend(identity, reference, by=visitor(request))
    except NotFound:
        return _gone(request)
    return see_other(f"/sign-up/check-mail/{reference}?again=true")


@get("/sign-up/confirm/{token:str}", guards=[anyone])
async def show_confirm(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Ask for the password. Mail scanners follow links; following this one changes nothing."""
    return await _confirm(request, token, draw(ChosenPassword))


@post("/sign-up/confirm/{token:str}", guards=[anyone])
async def send_confirm(
    request: AnyRequest, token: FromPath[str], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Take the password, which makes the account."""
    reading = read(ChosenPassword, await submitted(request))
    if reading.answers is None:
        return await _confirm(request, token, reading.form, 422)
    try:
        await sign_up.confirm_by_link(identity, token, reading.answers.password, by=visitor(request))
    except Invalid as wrong:
        return await _confirm(request, token, reading.refused(wrong.errors), 422)
    except NotFound:
        return _gone(request)
    return see_other("/sign-in?done=confirmed")


def _form(request: AnyRequest, form: Form, status: int = 200) -> Response[str]:
    return render(request, SignUpPage(form), status=status)


async def _check_mail(
    request: AnyRequest, reference: UUID, form: Form, status: int = 200, *, again: bool = False
) -> Response[str]:
    proof = await proofs.look(reference, "sign-up")
    if proof is None or not proof.open:
        return _gone(request)
    page = CheckMailPage(form, proof, proofs.MINUTES["sign-up"], again)
    return render(request, page, status=status)


async def _confirm(request: AnyRequest, token: str, form: Form, status: int = 200) -> Response[str]:
    proof = await proofs.by_link(token, "sign-up")
    if proof is None or not proof.open:
        return _gone(request)
    return render(request, ConfirmPage(form, proof.email), status=status)


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, GONE, status=404)


handlers = [
    show_sign_up,
    puzzle_for(FORM, "/sign-up/puzzle"),
    send_sign_up,
    show_check_mail,
    send_code,
    send_mail_again,
    show_confirm,
    send_confirm,
]
