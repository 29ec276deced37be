"""What is known of somebody in a practice, to be changed by whoever administers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.errors import NotFound
from core.forms import Form
from core.office.change_requests import withdraw_change
from core.office.editing import Edited, edit
from core.office.queries.changes import open_change_of
from core.office.queries.people import OfficePerson, own_person
from core.requests.open_parts import open_person
from web.contexts import FormContext, PageContext
from web.ending_questions import affected_lines
from web.forms import see_other, submitted
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

EDIT = "/office/people/{member:uuid}/edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage(FormContext):
    """The answers about somebody that can change."""

    template: ClassVar[str] = "office/edit.html"
    drawn: Form
    name: str
    email: str
    back: str
    affected: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedPage(PageContext):
    """What support has to decide now, and what ended at once."""

    template: ClassVar[str] = "office/edited.html"
    edited: Edited
    name: str
    back: str


@get(EDIT, guards=[signed_in])
async def show_edit(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Show what is known of somebody of one's own practice, as a form."""
    person = await _own(visit, member)
    return render(visit.request, _page(person, (await open_person(visit.portal, person.member, None)).form))


@post(EDIT, guards=[signed_in], status_code=200)
async def send_edit(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Store what was typed, or ask support."""
    person = await _own(visit, member)
    edited = await edit(visit.portal, member, await submitted(visit.request), by=visit.actor)
    if edited.page.answers is None:
        return render(visit.request, _page(person, edited.page.form), status=422)
    back = f"/office/people/{member}"
    if not edited.asked and not edited.ended:
        return see_other(back)
    return render(visit.request, EditedPage(edited=edited, name=person.member.name, back=back))


@post(f"{EDIT}/withdraw", guards=[signed_in])
async def withdraw_edit(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Have the change that waits for support not made after all."""
    person = await _own(visit, member)
    if (waiting := await open_change_of(person.member.id)) is not None:
        await withdraw_change(waiting.id, by=visit.actor)
    return see_other(f"/office/people/{member}")


async def _own(visit: Visit, member: UUID) -> OfficePerson:
    _, person = await own_person(visit.portal, member, visit.who.account_id)
    if person.member.state == "left":
        raise NotFound
    return person


def _page(person: OfficePerson, form: Form) -> EditPage:
    row = person.member
    return EditPage(
        form,
        drawn=form,
        name=row.name,
        email=row.email,
        back=f"/office/people/{row.id}",
        affected=affected_lines(person),
    )


handlers = [show_edit, send_edit, withdraw_edit]
