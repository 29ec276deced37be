"""Signing by a personal link: prove the address, read, sign or decline; no account is needed (D1, D2).

Opening a page changes nothing: mail scanners follow links (I9). Every step is a form. The browser that
entered the code is known by a cookie that is sent to the pages of that one signer alone.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.actions import Given, Opened, confirm_read, decline, enter_code, open_link, sign
from core.agreements.context import Signing
from core.agreements.queries import Link, Seat, find_link, find_seat, sealed_pdf, sent_agreement
from core.agreements.signature import HEIGHT, WIDTH
from core.dates import in_minutes
from core.errors import Forbidden, Invalid, NotFound, Stale, TooMany
from core.forms import Form, draw, read
from web.forms import AnyRequest, see_other, submitted, without_optional
from web.pages.signing_forms import Code, Declining, SignatureForm, Whole
from web.rendering import render_loosely as render
from web.security.addresses import visitor
from web.security.guards import anyone
from web.security.sessions import cookies_of

COOKIE = "signing"


@get("/sign/{token:str}", guards=[anyone])
async def show_link(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """What the link is for, with one button; or why it can no longer be used."""
    return _link(request, await find_link(token, _account(request)))


@post("/sign/{token:str}", guards=[anyone])
async def use_link(
    request: AnyRequest, token: FromPath[str], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Sends a code to the address of the signer and goes on to where it is typed."""
    link = await find_link(token, _account(request))
    try:
        opened = await open_link(signing, token, by=visitor(request), signed_in_as=_account(request))
    except Stale:
        return _link(request, await find_link(token, _account(request)))
    except TooMany as wait:
        words = (
            f"Too many codes were sent. Use the newest one, or try again in {in_minutes(wait.retry_after)}."
        )
        return _link(request, link, words, 429)
    response = see_other(f"/signing/{opened.signer}/code")
    response.set_cookie(_cookie(request, opened))
    return response


@get("/signing/{signer:uuid}/code", guards=[anyone])
async def show_code(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Asks for the code."""
    seat = await _seat(request, signer)
    return see_other(_next(seat)) if seat.proved else _page(request, seat, "code", form=draw(Code))


@post("/signing/{signer:uuid}/code", guards=[anyone])
async def send_code(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """The right code opens the document."""
    seat, reading = await _seat(request, signer), read(Code, await submitted(request))
    if reading.answers is None:
        return _page(request, seat, "code", 422, form=reading.form)
    try:
        await enter_code(signing, signer, _token(request), reading.answers.code, by=visitor(request))
    except Invalid as wrong:
        return _page(request, seat, "code", 422, form=reading.refused(wrong.errors))
    return see_other(_next(await _seat(request, signer)))


@get("/signing/{signer:uuid}/text", guards=[anyone])
async def show_text(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """The whole document, fit to print."""
    seat = await _open(request, signer)
    return _page(request, seat, "text", form=draw(Whole, {"text": seat.agreement.text_hash}))


@post("/signing/{signer:uuid}/text", guards=[anyone])
async def send_text(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Notes that the whole document was read."""
    seat, reading = await _open(request, signer), read(Whole, await submitted(request))
    if reading.answers is None:
        return _page(request, seat, "text", 422, form=reading.form)
    await confirm_read(signer, _token(request), reading.answers.text, by=visitor(request))
    return see_other(f"/signing/{signer}/signature")


@get("/signing/{signer:uuid}/signature", guards=[anyone])
async def show_signature(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Asks for consent and signature."""
    seat = await _open(request, signer)
    if not seat.signer.read_hash:
        return see_other(f"/signing/{signer}/text")
    return _signature(request, seat, draw(SignatureForm, {"text": seat.agreement.text_hash}))


@post("/signing/{signer:uuid}/signature", guards=[anyone])
async def send_signature(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Signs; sent twice, it signs once and answers alike."""
    seat, reading = await _open(request, signer), read(SignatureForm, await submitted(request))
    if reading.answers is None:
        return _signature(request, seat, reading.form, 422)
    try:
        consent = seat.agreement.content.consent.version
        given = Given(reading.answers.text, consent, reading.answers.given())
        await sign(signing, signer, _token(request), given, by=visitor(request))
    except Invalid as wrong:
        return _signature(request, seat, reading.refused(wrong.errors), 422)
    return see_other(f"/signing/{signer}/done")


@get("/signing/{signer:uuid}/decline", guards=[anyone])
async def show_decline(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Says what declining does and asks for the reason."""
    return _page(request, await _open(request, signer), "decline", form=draw(Declining))


@post("/signing/{signer:uuid}/decline", guards=[anyone])
async def send_decline(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Declines; the agreement ends."""
    seat, reading = await _open(request, signer), read(Declining, await submitted(request))
    if reading.answers is None:
        return _page(request, seat, "decline", 422, form=reading.form)
    await decline(signing, signer, _token(request), reading.answers.reason, by=visitor(request))
    return see_other(f"/signing/{signer}/done")


@get("/signing/{signer:uuid}/done", guards=[anyone])
async def show_done(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """What became of the agreement, who is still to sign, and the finished document once there is one."""
    seat = await _proved(request, signer)
    now = await sent_agreement(seat.agreement.id)
    return _page(request, seat, "done", sent=now, sealed=now.agreement.in_force_at is not None)


@get("/signing/{signer:uuid}/document.pdf", guards=[anyone])
async def download(request: AnyRequest, signer: FromPath[UUID]) -> Response[bytes]:
    """The sealed document."""
    seat = await _proved(request, signer)
    return pdf_answer(await sealed_pdf(seat.agreement.id), seat.agreement.slug)


def pdf_answer(pdf: bytes | None, name: str) -> Response[bytes]:
    """A document as a file to keep; NotFound while there is none."""
    if pdf is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(pdf, media_type="application/pdf", headers=headers)


def _account(request: AnyRequest) -> str | None:
    who = request.scope.get("state", {}).get("who")
    return who.email if who else None


def _cookie(request: AnyRequest, opened: Opened) -> Cookie:
    cookie = cookies_of(request).make(COOKIE, opened.token)
    cookie.path = f"/signing/{opened.signer}"
    return cookie


def _token(request: AnyRequest) -> str:
    return request.cookies.get(COOKIE, "")


async def _seat(request: AnyRequest, signer: UUID) -> Seat:
    return await find_seat(signer, _token(request))


async def _proved(request: AnyRequest, signer: UUID) -> Seat:
    seat = await _seat(request, signer)
    if not seat.proved:
        raise Forbidden("Enter the code we sent you first.")
    return seat


async def _open(request: AnyRequest, signer: UUID) -> Seat:
    """The seat of somebody who proved the address and came to sign."""
    seat = await _proved(request, signer)
    if seat.purpose != "sign":
        raise Stale("This link is for downloading only.")
    return seat


def _next(seat: Seat) -> str:
    waits = seat.purpose == "sign" and seat.signer.state == "asked" and seat.agreement.state == "out"
    return f"/signing/{seat.signer.id}/{'text' if waits else 'done'}"


def _link(request: AnyRequest, link: Link, problem: str = "", status: int = 200) -> Response[str]:
    name = "link" if link.state == "open" else "link_closed"
    return render(
        request,
        f"signing/{name}.html",
        status=status if link.state == "open" else 410,
        link=link,
        agreement=link.agreement,
        address=masked(link.signer.email),
        problem=problem,
    )


def _signature(request: AnyRequest, seat: Seat, form: Form, status: int = 200) -> Response[str]:
    form = without_optional(form, "signature")
    return _page(request, seat, "signature", status, form=form, width=WIDTH, height=HEIGHT)


def _page(request: AnyRequest, seat: Seat, name: str, status: int = 200, **more: Any) -> Response[str]:
    content = seat.agreement.content
    return render(
        request,
        f"signing/{name}.html",
        status=status,
        signer=seat.signer,
        purpose=seat.purpose,
        agreement=seat.agreement,
        text=content,
        edition=content.edition(request.app.state.site.dates),
        address=masked(seat.signer.email),
        **more,
    )


def masked(email: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"


handlers = [
    show_link,
    use_link,
    show_code,
    send_code,
    show_text,
    send_text,
    show_signature,
    send_signature,
    show_decline,
    send_decline,
    show_done,
    download,
]
