"""Setting up what shows the codes of the second step, first or anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response
from markupsafe import Markup
from pydantic import BaseModel

from core.errors import Invalid
from core.forms import Form, field, read
from core.identity import Identity, people, sign_in
from web.contexts import FormContext, PageContext
from web.forms import AnyRequest, see_other, submitted
from web.qr import qr_code
from web.rendering import render
from web.security import csrf
from web.security.browsers import remember
from web.security.guards import HOME, own_path, with_next
from web.security.sessions import Who, cookies_of


class AppCode(BaseModel):
    """The second step."""

    code: str = field(
        "Code",
        autocomplete="one-time-code",
        inputmode="numeric",
        width="10",
        max_length=12,
        missing="Enter the code that your authenticator app shows",
    )


@dataclass(frozen=True, slots=True)
class SetUpPage(FormContext):
    """Key and picture of a new authenticator, and the form for its first code."""

    template: ClassVar[str] = "sign_in/set_up.html"
    secret: ClassVar[bool] = True
    key: str
    address: str
    qr: Markup
    action: str


@dataclass(frozen=True, slots=True)
class RecoveryCodesPage(PageContext):
    """The recovery codes, shown this once, and where one goes on to."""

    template: ClassVar[str] = "sign_in/recovery_codes.html"
    secret: ClassVar[bool] = True
    codes: Sequence[str]
    go_on: str


def following(request: AnyRequest) -> str | None:
    """Return where somebody wants to go after signing in, if that is a page of ours."""
    return own_path(request.query_params.get("next"))


def query_of(request: AnyRequest) -> str:
    """Write the same for the address of the next step."""
    return with_next("", following(request))


async def set_up_page(
    request: AnyRequest,
    identity: Identity,
    who: Who,
    form: Form,
    *,
    next_path: str,
    status: int = 200,
) -> Response[Any]:
    """Show QR code, key and a box for the first code; go to `next_path` when nothing is to be set up."""
    setup = await sign_in.setup_for(identity, who.session)
    if setup is None:
        return see_other(with_next(next_path, following(request)))
    person = await people.of_account(who.account_id)
    name = (person["upn"] or person["portal_id"]) if person else who.email
    address = setup.address(name, f"{identity.site.brand.organization} {identity.site.brand.name}")
    action = f"{request.url.path}{query_of(request)}"
    page = SetUpPage(form, setup.key, address, qr_code(address), action)
    return render(request, page, status=status)


async def confirm_set_up(
    request: AnyRequest, identity: Identity, who: Who, *, next_path: str, go_on: str = HOME
) -> Response[Any]:
    """Take the first code of an authenticator and show the recovery codes, with the way to `go_on`."""
    reading, by = read(AppCode, await submitted(request)), who.actor(request)
    if reading.answers is None:
        return await set_up_page(request, identity, who, reading.form, next_path=next_path, status=422)
    try:
        token, codes = await sign_in.with_first_code(identity, who.session, reading.answers.code, by=by)
    except Invalid as wrong:
        form = reading.refused(wrong.errors)
        return await set_up_page(request, identity, who, form, next_path=next_path, status=422)
    # The page belongs to the session under its new token, and so does the form in its header.
    request.state.who, request.state.csrf_token = who, csrf.Token(identity.keys, token)
    answer = render(request, RecoveryCodesPage(codes, following(request) or go_on))
    cookies_of(request).keep(answer, token)
    remember(request, answer, who.account_id)
    return answer
