"""More for a practice: its people are chosen or added, then asked for in the steps of a registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.enrollment.members import take_members_up
from core.enrollment.starting import load, open_draft, start
from core.errors import NotFound
from core.forms import Choice, Form, draw, field, read
from core.office.queries.people import Office, own_office
from web.contexts import FormContext
from web.forms import one, see_other, submitted
from web.matrix_of_office import standing_word
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

REQUEST = "/office/{group:uuid}/request"
NEW = "new"


class Chosen(BaseModel):
    """Who of the practice more is asked for."""

    people: tuple[str, ...] = field(
        "People who are here already",
        kind="checkboxes",
        choices="people",
        missing="Choose at least one person",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePage(FormContext):
    """Everybody who may be chosen; `begun` is what was not sent yet, and `away` who has no access now."""

    template: ClassVar[str] = "office/request.html"
    path: str
    name: str
    drawn: Form
    begun: str
    away: Sequence[str]


@get(REQUEST, guards=[signed_in])
async def show_request_start(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show who can be chosen, and that somebody new can be added."""
    office, chosen = await own_office(visit.portal, group, visit.who.account_id), await _chosen(visit, group)
    return await _answer(visit, office, draw(Chosen, {"people": chosen}, choices=_people(visit, office)))


@post(REQUEST, guards=[signed_in], status_code=200)
async def start_request(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Put whoever was chosen into the draft, and go on with it."""
    office = await own_office(visit.portal, group, visit.who.account_id)
    values = await submitted(visit.request)
    reading = read(Chosen, values, choices=_people(visit, office), ignore=frozenset({"csrf", "action"}))
    new = one(values, "action") == NEW
    if reading.answers is None and not (new and not values.get("people")):
        return await _answer(visit, office, reading.form, 422)
    draft = await start(group, by=visit.actor)
    if reading.answers is not None:
        people = [UUID(each) for each in reading.answers.people]
        await take_members_up(visit.portal, draft, people, by=visit.actor)
    return see_other(f"/enrollment/{draft}/members{'/new' if new else ''}")


async def _chosen(visit: Visit, group: UUID) -> list[str]:
    """Who is in the draft already."""
    begun = await open_draft(visit.who.account_id, group)
    if begun is None:
        return []
    draft = await load(begun.id, visit.who.account_id)
    return [str(each.member) for each in draft.people if each.member]


async def _answer(visit: Visit, office: Office, form: Form, status: int = 200) -> Response[Any]:
    if office.group.state != "active":
        raise NotFound
    begun = await open_draft(visit.who.account_id, office.group.id)
    page = ChoosePage(
        form,
        path=f"/office/{office.group.id}",
        name=office.group.name,
        drawn=form,
        begun=f"/enrollment/{begun.id}" if begun else "",
        away=[each.member.name for each in office.people if each.member.state == "on-leave"],
    )
    return render(visit.request, page, status=status)


def _people(visit: Visit, office: Office) -> dict[str, list[Choice]]:
    here = [each for each in office.people if each.member.state == "active"]
    words = [(each.role, each.suffix, standing_word(each)) for each in here]
    # Everybody who is listed is enabled unless something else is said.
    kinds = [", ".join(word for word in each if word and word != "Enabled") for each in words]
    return {
        "people": [
            Choice(str(each.member.id), each.member.name, kind)
            for each, kind in zip(here, kinds, strict=True)
        ]
    }


handlers = [show_request_start, start_request]
