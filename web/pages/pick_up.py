"""Pages that mails lead to: opening the account that was made for somebody, and saying who is known (V2)."""

from __future__ import annotations

from typing import Any, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel, model_validator

from core.access.desk import Desk
from core.access.letters import name_of
from core.errors import Invalid, NotFound
from core.forms import Form, draw, field, read
from core.groups import recognising
from core.identity import Identity, pick_up
from web.forms import AnyRequest, see_other, submitted
from web.pages.password_fields import new_password, new_password_again, same_twice
from web.pages.sign_in import SET_UP
from web.rendering import render_loosely as render
from web.security.addresses import visitor
from web.security.guards import anyone
from web.security.sessions import cookies_of


class FirstPassword(BaseModel):
    """The password of a new account, and what everybody accepts."""

    password: str = new_password("Password")
    again: str = new_password_again("Password again")
    privacy: bool = field(
        "I have read and accept the privacy policy",
        kind="checkbox",
        missing="Tick the box to accept the privacy policy",
    )
    terms: bool = field(
        "I have read and accept the terms and conditions",
        kind="checkbox",
        missing="Tick the box to accept the terms and conditions",
    )
    _twice = model_validator(mode="after")(same_twice)


class SamePerson(BaseModel):
    """Which of two buttons was pressed."""

    same: Literal["yes", "no"] = field("Same person", kind="hidden", missing="Press one of the two buttons")


@get("/pick-up/{token:str}", guards=[anyone])
async def show_pick_up(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Asks for a password; opening the page uses nothing up."""
    return await _pick_up(request, token, draw(FirstPassword))


@post("/pick-up/{token:str}", guards=[anyone])
async def send_pick_up(
    request: AnyRequest, token: FromPath[str], identity: NamedDependency[Identity]
) -> Response[Any]:
    """Opens the account, once, and goes on to the second factor."""
    reading = read(FirstPassword, await submitted(request))
    if reading.answers is None:
        return await _pick_up(request, token, reading.form, 422)
    try:
        session = await pick_up.pick_up(identity, token, reading.answers.password, by=visitor(request))
    except Invalid as wrong:
        return await _pick_up(request, token, reading.refused(wrong.errors), 422)
    except NotFound:
        return _gone(request)
    answer = see_other(SET_UP)
    cookies_of(request).keep(answer, session)
    return answer


@get("/known-person/{token:str}", guards=[anyone])
async def show_known_person(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Two buttons, and what each of them does."""
    found = await recognising.look(token)
    if found is None:
        return _gone(request)
    member, group = found
    return render(request, "pick_up/known_person.html", person=name_of(member), group=group["name"])


@post("/known-person/{token:str}", guards=[anyone])
async def send_known_person(
    request: AnyRequest, token: FromPath[str], desk: NamedDependency[Desk]
) -> Response[Any]:
    """The administrator's answer, once."""
    reading = read(SamePerson, await submitted(request))
    if await recognising.look(token) is None:
        return _gone(request)
    if reading.answers is None:
        return see_other(f"/known-person/{token}")
    same = reading.answers.same == "yes"
    try:
        await recognising.answer(desk, token, same=same, by=visitor(request))
    except NotFound:
        return _gone(request)
    return render(request, "pick_up/known_person_done.html", same=same)


async def _pick_up(request: AnyRequest, token: str, form: Form, status: int = 200) -> Response[str]:
    if await pick_up.look(token) is None:
        return _gone(request)
    return render(request, "pick_up/pick_up.html", status=status, form=form)


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, "pick_up/gone.html", status=404)


handlers = [show_pick_up, send_pick_up, show_known_person, send_known_person]
