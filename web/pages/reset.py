"""A forgotten password, and "this was not me" (S5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel, model_validator

from core.errors import Invalid, NotFound
from core.forms import Email, Form, draw, field, read
from core.identity import Identity, proofs, reset
from web.forms import AnyRequest, see_other, submitted
from web.pages.password_fields import new_password, new_password_again, same_twice
from web.pages.sign_up import MailCode
from web.rendering import render_loosely as render
from web.security.addresses import visitor
from web.security.guards import anyone


class Address(BaseModel):
    """The address of the account."""

    email: Email = field(
        "Email address", kind="email", autocomplete="username", missing="Enter your email address"
    )


class NewPassword(BaseModel):
    """A new password, typed twice."""

    password: str = new_password("New password")
    again: str = new_password_again("New password again")
    _twice = model_validator(mode="after")(same_twice)


@get("/reset", guards=[anyone])
async def show_reset(request: AnyRequest) -> Response[str]:
    """Asks for the address."""
    return render(request, "sign_in/reset.html", form=draw(Address))


@post("/reset", guards=[anyone])
async def send_reset(request: AnyRequest, identity: NamedDependency[Identity]) -> Response[Any]:
    """Known address or not, the answer is the page that waits for the mail."""
    reading = read(Address, await submitted(request))
    if reading.answers is None:
        return render(request, "sign_in/reset.html", status=422, form=reading.form)
    reference = await reset.ask(identity, reading.answers.email, by=visitor(request))
    return see_other(f"/reset/check-mail/{reference}")


@get("/reset/check-mail/{reference:uuid}", guards=[anyone])
async def show_check_mail(request: AnyRequest, reference: FromPath[UUID]) -> Response[str]:
    """Says that a mail is on its way and takes its code."""
    return await _check_mail(request, reference, draw(MailCode))


@post("/reset/check-mail/{reference:uuid}", guards=[anyone])
async def send_code(request: AnyRequest, reference: FromPath[UUID]) -> Response[Any]:
    """The code opens the page for the new password, as the link of the mail does."""
    reading = read(MailCode, await submitted(request))
    if reading.answers is None:
        return await _check_mail(request, reference, reading.form, 422)
    try:
        token = await reset.exchange_code(reference, reading.answers.code, by=visitor(request))
    except Invalid as wrong:
        return await _check_mail(request, reference, reading.refused(wrong.errors), 422)
    return see_other(f"/reset/choose/{token}")


@get("/reset/choose/{token:str}", guards=[anyone])
async def show_choose(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Asks for the new password; opening the page uses nothing up."""
    return await _choose(request, token, draw(NewPassword))


@post("/reset/choose/{token:str}", guards=[anyone])
async def send_choose(
    request: AnyRequest, token: FromPath[str], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Sets the password and ends every sign-in; the second factor is still asked for."""
    reading = read(NewPassword, await submitted(request))
    if reading.answers is None:
        return await _choose(request, token, reading.form, 422)
    try:
        await reset.choose(identity, token, reading.answers.password, by=visitor(request))
    except Invalid as wrong:
        return await _choose(request, token, reading.refused(wrong.errors), 422)
    except NotFound:
        return _gone(request)
    return see_other("/sign-in?done=password")


@get("/not-me/{token:str}", guards=[anyone])
async def show_not_me(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """One button, and what it will do."""
    proof = await proofs.by_denial(token)
    if proof is None or not proof.open:
        return _gone(request)
    return render(request, "sign_in/not_me.html", proof=proof)


@post("/not-me/{token:str}", guards=[anyone])
async def send_not_me(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Makes worthless what waits, or ends every sign-in of the account."""
    proof = await proofs.by_denial(token)
    try:
        await reset.deny(token, by=visitor(request))
    except NotFound:
        return _gone(request)
    return render(request, "sign_in/not_me_done.html", proof=proof)


async def _check_mail(request: AnyRequest, reference: UUID, form: Form, status: int = 200) -> Response[str]:
    proof = await proofs.look(reference, "reset")
    if proof is None or not proof.open:
        return _gone(request)
    minutes = proofs.MINUTES["reset"]
    return render(request, "sign_in/check_mail.html", status=status, form=form, proof=proof, minutes=minutes)


async def _choose(request: AnyRequest, token: str, form: Form, status: int = 200) -> Response[str]:
    proof = await proofs.by_link(token, "reset")
    if proof is None or not proof.open:
        return _gone(request)
    return render(request, "sign_in/choose.html", status=status, form=form)


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, "sign_in/gone.html", status=404)


handlers = [
    show_reset,
    send_reset,
    show_check_mail,
    send_code,
    show_choose,
    send_choose,
    show_not_me,
    send_not_me,
]
