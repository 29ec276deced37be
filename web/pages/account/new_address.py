"""Pages that the mails about another email address lead to: confirming it, and stopping it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import Invalid, NotFound
from core.forms import Form
from core.identity import Identity
from core.office.new_address import confirm, deny
from core.office.queries.addresses import AddressAsked, asked_by_denial, asked_by_link
from core.portal import Portal
from web.asking import NOTHING
from web.by_link import LinkGonePage
from web.contexts import PageContext
from web.forms import AnyRequest
from web.rendering import render
from web.security.addresses import visitor
from web.security.fresh import fresh_code
from web.security.guards import anyone, signed_in
from web.visit import Visit

LINK, STOP = "/new-address/{token:str}", "/new-address/stop/{token:str}"
OWN = f"{LINK}/signed-in"
GONE = LinkGonePage("Whoever asked you can send you a new one.", "/help", "Ask support")


@dataclass(frozen=True, slots=True)
class NewAddressPage(PageContext):
    """One button that confirms an address or stops the change; `sign_in` is where one does it signed in."""

    template: ClassVar[str] = "account/new_address.html"
    asked: AddressAsked
    stops: bool = False
    sign_in: str = ""
    form: Form = NOTHING

    @property
    def wrong(self) -> bool:
        """Whether it could not be done."""
        return self.form.wrong


@dataclass(frozen=True, slots=True)
class NewAddressDonePage(PageContext):
    """What the button did."""

    template: ClassVar[str] = "account/new_address_done.html"
    asked: AddressAsked
    stopped: bool = False


@get(LINK, guards=[anyone])
async def show_confirm(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show one button, or where to sign in first; nothing is used up."""
    try:
        asked = await asked_by_link(token)
    except NotFound:
        return render(request, GONE, status=404)
    return render(request, _page(asked, token))


@post(LINK, guards=[anyone])
async def send_confirm(
    request: AnyRequest,
    token: FromPath[str],
    portal: NamedDependency[Portal],
    identity: NamedDependency[Identity],
) -> Response[Any]:
    """Keep the address of somebody who has no account in use with the one before."""
    try:
        asked = await asked_by_link(token)
        if asked.signs_in:
            return render(request, _page(asked, token))
        await confirm(portal, identity, token, by=visitor(request))
    except NotFound:
        return render(request, GONE, status=404)
    except Invalid as wrong:
        return render(request, _wrong(_page(asked, token), wrong), status=422)
    return render(request, NewAddressDonePage(asked))


@get(OWN, guards=[signed_in])
async def show_own_confirm(visit: NamedDependency[Visit], token: FromPath[str]) -> Response[Any]:
    """Show the button to whoever signs in with the address before."""
    return render(visit.request, NewAddressPage(await _own(visit, token)))


@post(OWN, guards=[signed_in, fresh_code])
async def send_own_confirm(
    visit: NamedDependency[Visit], token: FromPath[str], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Keep the address, with which they sign in from now on."""
    asked = await _own(visit, token)
    try:
        await confirm(visit.portal, identity, token, by=visit.actor, session=visit.who.session)
    except Invalid as wrong:
        return render(visit.request, _wrong(NewAddressPage(asked), wrong), status=422)
    return render(visit.request, NewAddressDonePage(asked))


@get(STOP, guards=[anyone])
async def show_stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """Show one button, and what it will do."""
    try:
        return render(request, NewAddressPage(await asked_by_denial(token), stops=True))
    except NotFound:
        return render(request, GONE, status=404)


@post(STOP, guards=[anyone])
async def send_stop(
    request: AnyRequest, token: FromPath[str], portal: NamedDependency[Portal]
) -> Response[Any]:
    """Stop the change, and tell support and the administrator."""
    try:
        asked = await asked_by_denial(token)
        await deny(portal, token, by=visitor(request))
    except NotFound:
        return render(request, GONE, status=404)
    return render(request, NewAddressDonePage(asked, stopped=True))


async def _own(visit: Visit, token: str) -> AddressAsked:
    """What a link asks of whoever is signed in; NotFound for everybody else."""
    asked = await asked_by_link(token)
    if asked.login is None or asked.login.account != visit.who.account_id:
        raise NotFound
    return asked


def _page(asked: AddressAsked, token: str) -> NewAddressPage:
    return NewAddressPage(asked, sign_in=f"/new-address/{token}/signed-in" if asked.signs_in else "")


def _wrong(page: NewAddressPage, wrong: Invalid) -> NewAddressPage:
    return replace(page, form=page.form.with_errors({"": next(iter(wrong.errors.values()))}))


handlers = [show_confirm, send_confirm, show_own_confirm, send_own_confirm, show_stop, send_stop]
