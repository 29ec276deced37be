"""Choosing a password by the link of a mail: for a new account, for a member of the staff, or a new one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from pydantic import BaseModel, model_validator

from core.errors import Invalid, NotFound
from core.forms import Form, draw, read
from core.guides.queries import Reader
from core.identity import Identity
from core.identity.accepting import said
from web.contexts import FormContext, PageContext
from web.forms import AnyRequest, see_other, submitted
from web.password_fields import new_password, new_password_again, same_twice
from web.rendering import render
from web.security.addresses import visitor
from web.security.guards import anyone
from web.security.sessions import cookies_of

# Where a second factor is set up, which comes after the first password.
SET_UP = "/sign-in/set-up"


class OwnPassword(BaseModel):
    """The password, twice."""

    password: str = new_password("Password")
    again: str = new_password_again("Password again")
    _twice = model_validator(mode="after")(same_twice)

    def also(self) -> Mapping[str, str]:
        """Return what else is told to whoever sets the password."""
        return {}


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says around its form: `lead` goes before the least length, `then` behind it.

    `user` is the name that a password manager keeps the password under; `reader` is for whom it is.
    """

    heading: str
    lead: str
    button: str
    user: str
    then: str = ""
    after: str = ""
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class ChoosePasswordPage(FormContext):
    """The form for a password, with what the link is for."""

    template: ClassVar[str] = "by_link.html"
    words: Words


@dataclass(frozen=True, slots=True)
class LinkGonePage(PageContext):
    """The link is worth nothing any more: what to do about it, and where that is done."""

    template: ClassVar[str] = "link_gone.html"
    advice: str = ""
    href: str = "/reset"
    action: str = "Choose a new password"


# Sets the password, given identity, token, password, `by` and what the form has besides; answers with the
# token of a new session, or None where one signs in afterwards.
Choose = Callable[..., Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class ByLink:
    """One kind of link: what is asked, what its page says, what is done, and where it leads.

    `words` are None for a link that no longer works; finding that out uses nothing up.
    """

    model: type[OwnPassword]
    words: Callable[[str], Awaitable[Words | None]]
    choose: Choose
    onward: str
    gone: PageContext

    def pages(self, path: str) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
        """Make the page at the link, which asks for the password and uses nothing up, and what takes it."""

        @get(path, guards=[anyone])
        async def show(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
            return await self.show(request, token)

        @post(path, guards=[anyone])
        async def send(
            request: AnyRequest, token: FromPath[str], identity: NamedDependency[Identity]
        ) -> Response[Any]:
            return await self.send(request, identity, token)

        return show, send

    async def show(
        self, request: AnyRequest, token: str, form: Form | None = None, status: int = 200
    ) -> Response[Any]:
        """Ask for the password."""
        words = await self.words(token)
        if words is None:
            return render(request, self.gone, status=404)
        form = form or draw(self.model, {"versions": said(request.app.state.site)})
        return render(request, ChoosePasswordPage(form, words), status=status)

    async def send(self, request: AnyRequest, identity: Identity, token: str) -> Response[Any]:
        """Set the password, once, and go on."""
        reading = read(self.model, await submitted(request))
        if reading.answers is None:
            return await self.show(request, token, reading.form, 422)
        try:
            given = reading.answers
            session = await self.choose(identity, token, given.password, by=visitor(request), **given.also())
        except Invalid as wrong:
            return await self.show(request, token, reading.refused(wrong.errors), 422)
        except NotFound:
            return render(request, self.gone, status=404)
        answer = see_other(self.onward)
        if session is not None:
            cookies_of(request).keep(answer, session)
        return answer
