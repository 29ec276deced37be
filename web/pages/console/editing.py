"""What is known of somebody in a practice, changed by support in the place of its administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.visits import looks_at
from core.errors import NotFound
from core.forms import Form, draw, read
from core.office.editing import Edited, edit
from core.office.queries.people import OfficePerson, person_for_staff
from core.requests.open_parts import open_person
from web.contexts import FormContext
from web.ending_answers import ForThem
from web.ending_questions import affected_lines
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

EDIT = "/support/members/{member:uuid}/edit"
ACTS = staff("analyst", "site-administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEditPage(FormContext):
    """The answers about somebody that can change, and why they do."""

    template: ClassVar[str] = "support/edit.html"
    name: str
    back: str
    affected: Sequence[str]


@get(EDIT, guards=[ACTS])
async def show_staff_edit(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Show what is known of somebody, as a form."""
    person = await _member(visit, member)
    await looks_at("member", member, by=visit.actor)
    drawn = (await open_person(visit.portal, person.member, None)).form
    return render(visit.request, _page(person, drawn, draw(ForThem)))


@post(EDIT, guards=[ACTS])
async def send_staff_edit(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Store what was typed, or have a colleague decide about what gives more."""
    person = await _member(visit, member)
    values = await submitted(visit.request)
    why = read(ForThem, {"reason": values.get("reason", [])})
    if why.answers is None:
        typed = await open_person(visit.portal, person.member, values)
        return render(visit.request, _page(person, typed.form, why.form), status=422)
    edited = await edit(visit.portal, member, values, by=visit.actor, reason=why.answers.reason)
    if edited.page.answers is None:
        return render(visit.request, _page(person, edited.page.form, why.form), status=422)
    return see_other(f"/support/people/{member}?edited={outcome(edited)}")


def outcome(edited: Edited) -> str:
    """Name what became of an edit, for the page that says so."""
    return {(False, False): "saved", (True, False): "asked", (False, True): "ended", (True, True): "both"}[
        edited.asked, bool(edited.ended)
    ]


async def _member(visit: Visit, member: UUID) -> OfficePerson:
    _, person = await person_for_staff(visit.portal, member)
    if person.member.state == "left":
        raise NotFound
    return person


def _page(person: OfficePerson, drawn: Form, why: Form) -> StaffEditPage:
    form = Form((*drawn.inputs, *why.inputs), (*drawn.problems, *why.problems))
    row, affected = person.member, affected_lines(person)
    return StaffEditPage(form, name=row.name, back=f"/support/people/{row.id}", affected=affected)


handlers = [show_staff_edit, send_staff_edit]
