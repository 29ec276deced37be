"""The first step of signing: a code is mailed, and the browser is remembered at the signer's place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.agreements.actions import Opened, open_signed_in
from core.agreements.queries import Link, own_link
from core.dates import in_minutes
from core.errors import Stale, TooMany
from core.site import SiteProfile
from web.forms import AnyRequest, see_other
from web.pages.signing.pages import LinkPage, link_closed, masked
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.security.sessions import cookies_of
from web.visit import Visit

PATH = "/signing/{signer:uuid}/begin"


@get(PATH, guards=[signed_in])
async def show_begin(visit: NamedDependency[Visit], signer: FromPath[UUID]) -> Response[str]:
    """Say what a signer who is signed in is asked to sign, with one button; nobody else finds it."""
    return draw_link(visit.request, visit.portal.site, await own_link(signer, visit.who.email), mailed=False)


@post(PATH, guards=[signed_in, fresh_code])
async def begin(visit: NamedDependency[Visit], signer: FromPath[UUID]) -> Response[Any]:
    """Send a code to the signer who is signed in, and go on to where it is typed."""
    link = await own_link(signer, visit.who.email)
    try:
        opened = await open_signed_in(visit.signing, signer, visit.who.email, by=visit.actor)
    except Stale:
        return draw_link(
            visit.request, visit.portal.site, await own_link(signer, visit.who.email), mailed=False
        )
    except TooMany as wait:
        return draw_link(visit.request, visit.portal.site, link, wait, mailed=False)
    return to_the_code(visit.request, opened)


def to_the_code(request: AnyRequest, opened: Opened) -> Response[Any]:
    """Go on to where the code is typed; only this signer's pages see the cookie."""
    response = see_other(f"/signing/{opened.signer}/code")
    cookie = cookies_of(request).make(cookies_of(request).signing, opened.token)
    cookie.path = f"/signing/{opened.signer}"
    response.set_cookie(cookie)
    return response


def draw_link(
    request: AnyRequest, site: SiteProfile, link: Link, wait: TooMany | None = None, *, mailed: bool = True
) -> Response[str]:
    """Show what a link is for, perhaps with how long to wait; or why it can no longer be used."""
    if link.state != "open":
        return render(request, link_closed(site, link), status=410)
    page = LinkPage(link, masked(link.signer.email), too_many(wait) if wait else "", mailed)
    return render(request, page, status=429 if wait else 200)


def too_many(wait: TooMany) -> str:
    """Say that no more codes go out for now."""
    return f"Too many codes were sent. Use the newest one, or try again in {in_minutes(wait.retry_after)}."


handlers = [show_begin, begin]
