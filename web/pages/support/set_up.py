"""An invited member of the staff chooses a password, once; the second factor follows."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel, model_validator

from core.errors import Invalid, NotFound
from core.forms import Form, draw, read
from core.identity import Identity, queries, staff
from web.forms import AnyRequest, see_other, submitted
from web.pages.password_fields import new_password, new_password_again, same_twice
from web.rendering import render_loosely as render
from web.security.addresses import visitor
from web.security.guards import anyone
from web.security.sessions import cookies_of


class OwnPassword(BaseModel):
    """The password, twice."""

    password: str = new_password("Password")
    again: str = new_password_again("Password again")
    _twice = model_validator(mode="after")(same_twice)


@get("/staff/set-up/{token:str}", guards=[anyone])
async def show_set_up(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Asks for the password; opening the link uses nothing up (I9)."""
    return await _page(request, token, draw(OwnPassword))


@post("/staff/set-up/{token:str}", guards=[anyone])
async def send_set_up(
    request: AnyRequest, identity: NamedDependency[Identity], token: FromPath[str]
) -> Response[Any]:
    """Sets it and goes on to the authenticator app."""
    reading = read(OwnPassword, await submitted(request))
    if reading.answers is None:
        return await _page(request, token, reading.form, 422)
    try:
        session = await staff.set_up(identity, token, reading.answers.password, by=visitor(request))
    except Invalid as wrong:
        return await _page(request, token, reading.refused(wrong.errors), 422)
    except NotFound:
        return _gone(request)
    answer = see_other("/sign-in/set-up")
    cookies_of(request).keep(answer, session)
    return answer


async def _page(request: AnyRequest, token: str, form: Form, status: int = 200) -> Response[str]:
    proof = await staff.look(token)
    if proof is None or proof.account is None:
        return _gone(request)
    person = await queries.account(proof.account)
    return render(request, "support/set_up.html", status=status, form=form, person=person)


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, "sign_in/gone.html", status=404)


handlers = [show_set_up, send_set_up]
