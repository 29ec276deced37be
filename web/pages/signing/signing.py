"""Signing by a personal link: prove the address, read, sign or decline; no account is needed.

Opening a page changes nothing: mail scanners follow links. Every step is a form. The browser that
entered the code is known by a cookie that is sent to the pages of that one signer alone.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.actions import (
    Given,
    confirm_read,
    decline,
    enter_code,
    open_link,
    send_another_code,
    sign,
)
from core.agreements.context import Signing
from core.agreements.queries import (
    Seat,
    find_link,
    find_seat,
    find_seat_for_code,
    link_again,
    sealed_pdf,
    sent_agreement,
)
from core.agreements.words import noun_of
from core.errors import Forbidden, Stale, TooMany
from core.forms import draw
from web.answers import pdf_answer
from web.asking import taken
from web.forms import AnyRequest, see_other
from web.pages.signing import beginning
from web.pages.signing.beginning import draw_link, to_the_code, too_many
from web.pages.signing.forms import Code, Declining, SignatureForm, Whole
from web.pages.signing.pages import (
    DonePage,
    asking_about_name,
    code_page,
    declining_page,
    signature_page,
    text_page,
)
from web.rendering import render
from web.security.addresses import visitor
from web.security.fresh import fresh_code
from web.security.guards import anyone
from web.security.sessions import cookies_of


@get("/sign/{token:str}", guards=[anyone])
async def show_link(
    request: AnyRequest, token: FromPath[str], signing: NamedDependency[Signing]
) -> Response[str]:
    """Say what the link is for, with one button; or why it can no longer be used."""
    return draw_link(request, signing.site, await find_link(token, _account(request)))


@post("/sign/{token:str}", guards=[anyone])
async def use_link(
    request: AnyRequest, token: FromPath[str], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Send a code to the address of the signer and go on to where it is typed."""
    link = await find_link(token, _account(request))
    try:
        opened = await open_link(signing, token, by=visitor(request), signed_in_as=_account(request))
    except Stale:
        return draw_link(request, signing.site, await find_link(token, _account(request)))
    except TooMany as wait:
        return draw_link(request, signing.site, link, wait)
    return to_the_code(request, opened)


@get("/signing/{signer:uuid}/code", guards=[anyone])
async def show_code(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Ask for the code."""
    seat = await find_seat_for_code(signer, _token(request))
    return see_other(_next(seat)) if seat.proved else render(request, code_page(seat, draw(Code)))


@post("/signing/{signer:uuid}/code", guards=[anyone])
async def send_code(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Take the right code, which opens the document."""
    seat = await find_seat_for_code(signer, _token(request))

    async def act(given: Code) -> Response[Any]:
        await enter_code(signer, _token(request), given.code, by=visitor(request))
        return see_other(_next(await _seat(request, signer)))

    return await taken(request, Code, partial(code_page, seat), act)


@post("/signing/{signer:uuid}/code/again", guards=[anyone])
async def send_code_again(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Send another code to the browser that asks for it, and take it on the same page."""
    seat = await find_seat_for_code(signer, _token(request))
    if seat.proved:
        return see_other(_next(seat))
    try:
        opened = await send_another_code(signing, signer, _token(request), by=visitor(request))
    except Stale:
        return draw_link(request, signing.site, link_again(seat))
    except TooMany as wait:
        page = code_page(seat, draw(Code), too_many(wait))
        return render(request, page, status=429)
    return to_the_code(request, opened)


@get("/signing/{signer:uuid}/text", guards=[anyone])
async def show_text(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Show the whole document, fit to print."""
    seat = await _open(request, signer)
    form = draw(Whole, {"text": seat.agreement.text_hash})
    return render(request, text_page(seat, signing.site.dates, form))


@post("/signing/{signer:uuid}/text", guards=[anyone])
async def send_text(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Note that the whole document was read."""
    seat = await _open(request, signer)

    async def act(given: Whole) -> Response[Any]:
        await confirm_read(signer, _token(request), given.text, by=visitor(request))
        return see_other(f"/signing/{signer}/signature")

    return await taken(request, Whole, partial(text_page, seat, signing.site.dates), act)


@get("/signing/{signer:uuid}/signature", guards=[anyone])
async def show_signature(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Ask for consent and signature."""
    seat = await _open(request, signer)
    if not seat.signer.read_hash:
        return see_other(f"/signing/{signer}/text")
    return render(request, signature_page(seat, draw(SignatureForm, {"text": seat.agreement.text_hash})))


@post("/signing/{signer:uuid}/signature", guards=[anyone, fresh_code])
async def send_signature(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Sign; sent twice, it signs once and answers alike."""
    seat = await _open(request, signer)

    async def act(given: SignatureForm) -> Response[Any]:
        if given.not_asked_about(seat.signer.name):
            return render(request, asking_about_name(seat, given.given().value), status=422)
        consent = seat.agreement.content.consent.version
        signed = Given(given.text, consent, given.given())
        await sign(signing, signer, _token(request), signed, by=visitor(request))
        return see_other(f"/signing/{signer}/done")

    return await taken(request, SignatureForm, partial(signature_page, seat), act)


@get("/signing/{signer:uuid}/decline", guards=[anyone])
async def show_decline(request: AnyRequest, signer: FromPath[UUID]) -> Response[Any]:
    """Say what declining does and ask for the reason."""
    return render(request, declining_page(await _open(request, signer), draw(Declining)))


@post("/signing/{signer:uuid}/decline", guards=[anyone])
async def send_decline(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Decline; the agreement ends."""
    seat = await _open(request, signer)

    async def act(given: Declining) -> Response[Any]:
        await decline(signing, signer, _token(request), given.reason, by=visitor(request))
        return see_other(f"/signing/{signer}/done")

    return await taken(request, Declining, partial(declining_page, seat), act)


@get("/signing/{signer:uuid}/done", guards=[anyone])
async def show_done(
    request: AnyRequest, signer: FromPath[UUID], signing: NamedDependency[Signing]
) -> Response[Any]:
    """Show what became of the agreement, who is still to sign, and the finished document if there is one."""
    seat = await _proved(request, signer)
    now = await sent_agreement(seat.agreement.id)
    sealed = now.agreement.in_force_at is not None
    return render(
        request,
        DonePage(seat.signer, seat.agreement.content, now, sealed, noun_of(signing.site, now.agreement)),
    )


@get("/signing/{signer:uuid}/document.pdf", guards=[anyone])
async def download(request: AnyRequest, signer: FromPath[UUID]) -> Response[bytes]:
    """Send the sealed document."""
    seat = await _proved(request, signer)
    return pdf_answer(await sealed_pdf(seat.agreement.id), seat.agreement.slug)


def _account(request: AnyRequest) -> str | None:
    who = request.scope.get("state", {}).get("who")
    return who.email if who else None


def _token(request: AnyRequest) -> str:
    return request.cookies.get(cookies_of(request).signing, "")


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


handlers = [
    *beginning.handlers,
    show_link,
    use_link,
    show_code,
    send_code,
    send_code_again,
    show_text,
    send_text,
    show_signature,
    send_signature,
    show_decline,
    send_decline,
    show_done,
    download,
]
