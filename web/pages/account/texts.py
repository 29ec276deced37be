"""Texts that everybody accepts, and that changed since somebody accepted them: asked when they sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from pydantic import BaseModel

from core.errors import Stale
from core.forms import Form, draw, field
from core.identity.accepting import accept, said, still_to_accept, texts_of
from core.site import SiteProfile
from web.asking import taken
from web.contexts import FormContext
from web.forms import AnyRequest, see_other
from web.pages.account.setting_up import following, query_of
from web.rendering import render
from web.security.guards import HOME, NEW_TEXTS, own_path, with_account
from web.security.sessions import Who


class Acceptances(BaseModel):
    """That the texts were read and are accepted, in the versions that were shown."""

    accepted: bool = field(
        "I have read and accept these texts", kind="checkbox", missing="Select the box to accept the texts"
    )
    versions: str = field("Versions", kind="hidden", missing="Read the texts again")


@dataclass(frozen=True, slots=True)
class TextsPage(FormContext):
    """The texts that are to be accepted; `texts` are title, version and address of each."""

    template: ClassVar[str] = "account/texts.html"
    query: str
    texts: Sequence[tuple[str, str, str]]


@get(NEW_TEXTS, guards=[with_account])
async def show_texts(
    request: AnyRequest,
    who: NamedDependency[Who],
    site: NamedDependency[SiteProfile],
    next: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show which texts changed; who has accepted everything goes on."""
    names = await still_to_accept(site, who.account_id)
    if not names or who.session.roles:
        return see_other(own_path(next) or HOME)
    return render(request, _page(request, site, names, draw(Acceptances, {"versions": said(site, names)})))


@post(NEW_TEXTS, guards=[with_account])
async def send_texts(
    request: AnyRequest, who: NamedDependency[Who], site: NamedDependency[SiteProfile]
) -> Response[Any]:
    """Keep what was accepted, and go on to where they wanted to go."""
    names = await still_to_accept(site, who.account_id)

    async def act(given: Acceptances) -> Response[Any]:
        versions = [(name, version) for name, _, version in map(_pair, given.versions.split())]
        try:
            await accept(site, who.account_id, versions, by=who.actor(request))
        except Stale as problem:
            # The box is empty again, and what is ticked next is the text of now.
            anew = draw(Acceptances, {"versions": said(site, names)}).with_errors({"accepted": str(problem)})
            return render(request, _page(request, site, names, anew), status=422)
        return see_other(following(request) or HOME)

    return await taken(request, Acceptances, partial(_page, request, site, names), act)


def _page(request: AnyRequest, site: SiteProfile, names: Sequence[str], form: Form) -> TextsPage:
    known = texts_of(site)
    texts = [(known[name].title, site.dates.day(known[name].date), f"/{name}") for name in names]
    return TextsPage(form, query_of(request), texts)


def _pair(text: str) -> tuple[str, str, str]:
    return text.partition("=")


handlers = [show_texts, send_texts]
