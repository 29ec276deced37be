"""One person is taken back from a request for applications; the others stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import NotFound
from core.forms import Choice, Form, draw, field, read
from core.requests.taking_back import Undecided, take_person_back, to_take_back
from web.forms import see_other, submitted
from web.pages.requests.signers import PracticeQuestion
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

TAKE_BACK = "/requests/{number:str}/take-back"


class TakingBack(BaseModel):
    """Who is taken back, and why."""

    person: str = field(
        "Which person do you take back?", kind="radios", choices="people", missing="Choose a person"
    )
    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=500,
        hint="Support reads this.",
        missing="Say why you take this person back",
    )


@get(TAKE_BACK, guards=[signed_in])
async def show_take_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Ask who is taken back."""
    people = await _people(visit, number)
    return _page(visit, number, draw(TakingBack, choices=_choices(people)))


@post(TAKE_BACK, guards=[signed_in])
async def send_take_back(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Take one person back."""
    people = await _people(visit, number)
    reading = read(TakingBack, await submitted(visit.request), choices=_choices(people))
    given = reading.answers
    if given is None:
        return _page(visit, number, reading.form, 422)
    member = next(each.member for each in people if str(each.member) == given.person)
    await take_person_back(visit.portal, visit.signing, number, member, given.reason, by=visit.actor)
    return see_other(f"/requests/{number}")


async def _people(visit: Visit, number: str) -> Sequence[Undecided]:
    """NotFound for another's request, and where nobody can be taken back any more."""
    people = await to_take_back(number, visit.who.account_id)
    if not people:
        raise NotFound
    return people


def _choices(people: Sequence[Undecided]) -> Mapping[str, list[Choice]]:
    found = [Choice(str(each.member), each.name, ", ".join(each.applications)) for each in people]
    return {"people": found}


def _page(visit: Visit, number: str, form: Form, status: int = 200) -> Response[Any]:
    effect = (
        "Nothing is set up that this request asks for that person. Whoever was added with it leaves your "
        "list again. The others stay. With the last person, the whole request is withdrawn."
    )
    page = PracticeQuestion(
        f"Take one person back from request {number}",
        effect,
        "Take this person back",
        f"/requests/{number}",
        warn=True,
        form=form,
    )
    return render(visit.request, page, status=status)


handlers = [show_take_back, send_take_back]
