"""Taking somebody off the list, after saying what that means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.enrollment.drafts import DraftPerson
from core.enrollment.members import person_of, remove_person
from core.errors import NotFound
from web.contexts import PageContext
from web.pages.enrollment.member import ONE, back_to_list
from web.pages.enrollment.person import in_dialog
from web.pages.enrollment.sayings import Message
from web.pages.enrollment.shared import Place, address, opened_list, place
from web.rendering import render
from web.security.guards import drafting
from web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePage(PageContext):
    """What removing somebody means, as a page or above the list; `asked` is what was ticked for them."""

    template: ClassVar[str] = "enrollment/remove.html"
    place: Place
    heading: str
    here: str
    list: str
    person: DraftPerson
    asked: Sequence[str]
    in_dialog: bool


@get(f"{ONE}/remove", guards=[drafting])
async def ask(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID]
) -> Response[Any]:
    """Show what removing this person means, before it is done."""
    draft, known = await opened_list(visit, enrollment_id), visit.portal.applications
    found = person_of(draft, person)
    if found.role != "member":
        raise NotFound
    page = RemovePage(
        place=place(visit, draft, "members"),
        heading=f"Remove {found.name or 'this person'}?",
        here=address(draft, "members", person, "remove"),
        list=address(draft, "members"),
        person=found,
        asked=[known[slug].name for slug in found.wanted if slug in known],
        in_dialog=in_dialog(visit),
    )
    return render(visit.request, page, fragment="dialog")


@post(f"{ONE}/remove", guards=[drafting], status_code=200)
async def remove(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID]
) -> Response[Any]:
    """Take the person off the list."""
    draft, gone = await remove_person(visit.portal, enrollment_id, person, by=visit.actor)
    return back_to_list(visit, draft, Message(f"{gone.name or 'The person'} was removed."), "add-member")


handlers = [ask, remove]
