"""Support asks for more in the place of a practice; the steps are those that its administrator has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.visits import looks_at
from core.enrollment.starting import load, open_draft
from core.errors import NotFound
from core.forms import Form, draw, read
from core.office.asking import require_apart_from, start_for_practice
from core.office.queries.people import Office, office_of
from web.choosing_people import away, draw_people, read_people, take_up
from web.contexts import FormContext
from web.ending_answers import ForThem
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

REQUEST = "/support/practices/{practice:uuid}/request"
ANALYSTS = staff("analyst")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffChoosePage(FormContext):
    """Everybody who may be chosen, and why support asks; `begun` is what the same person did not send yet."""

    template: ClassVar[str] = "support/request.html"
    path: str
    name: str
    begun: str
    away: Sequence[str]


@get(REQUEST, guards=[ANALYSTS])
async def show_staff_request(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show who can be chosen, that somebody new can be added, and ask why."""
    office = await _office(visit, practice)
    people = await draw_people(visit, office)
    await looks_at("group", practice, by=visit.actor)
    begun = await open_draft(visit.who.account_id, practice)
    reason = (await load(begun.id, visit.who.account_id)).by_support if begun else ""
    return await _answer(visit, office, people, draw(ForThem, {"reason": reason}))


@post(REQUEST, guards=[ANALYSTS], status_code=200)
async def start_staff_request(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Put whoever was chosen into the draft with the reason, and go on with it."""
    office, values = await _office(visit, practice), await submitted(visit.request)
    form, people, new = read_people(office, values)
    why = read(ForThem, {"reason": values.get("reason", [])})
    if form.wrong or why.answers is None:
        return await _answer(visit, office, form, why.form, 422)
    draft = await start_for_practice(visit.portal, practice, why.answers.reason, by=visit.actor)
    return see_other(await take_up(visit, draft, people, new=new))


async def _office(visit: Visit, practice: UUID) -> Office:
    office = await office_of(visit.portal, practice)
    if office.group.state != "active":
        raise NotFound
    await require_apart_from(practice, visit.actor)
    return office


async def _answer(visit: Visit, office: Office, people: Form, why: Form, status: int = 200) -> Response[Any]:
    begun = await open_draft(visit.who.account_id, office.group.id)
    page = StaffChoosePage(
        Form((*why.inputs, *people.inputs)),
        path=f"/support/practices/{office.group.id}",
        name=office.group.name,
        begun=f"/enrollment/{begun.id}" if begun else "",
        away=away(office),
    )
    return render(visit.request, page, status=status)


handlers = [show_staff_request, start_staff_request]
