"""What one application asks about one person: a page of its own, and a small dialog above the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.enrollment.one_application import OneApplication, draw_answers, save_answers
from core.enrollment.storing import StaleDraft
from web.contexts import FormContext
from web.forms import Values, one, submitted
from web.pages.enrollment.conflicts import Difference, differences
from web.pages.enrollment.member import back_to_list
from web.pages.enrollment.sayings import Message
from web.pages.enrollment.shared import Place, address, opened_list, place
from web.pages.enrollment.typing import TYPING, kept
from web.rendering import render, wants_fragment
from web.security.guards import drafting
from web.visit import Visit

DETAILS = "/enrollment/{enrollment_id:uuid}/members/{person:uuid}/details/{slug:str}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage(FormContext):
    """The questions of one application; `conflict` is where another window differs."""

    template: ClassVar[str] = "enrollment/details.html"
    place: Place
    heading: str
    here: str
    list: str
    version: int
    in_dialog: bool
    conflict: Sequence[Difference] | None = None


@get(DETAILS, guards=[drafting])
async def show(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Show what the application asks about this person."""
    draft = await opened_list(visit, enrollment_id)
    return _answer(visit, _page(visit, draw_answers(visit.portal, draft, (person, slug))))


@post(DETAILS, guards=[drafting], status_code=200)
async def save(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Store the answers, and go back to the list."""
    values, portal = await submitted(visit.request), visit.portal
    if one(values, "action") == TYPING:
        return await kept(visit, lambda: _keep(visit, enrollment_id, (person, slug), values))
    try:
        saved = await save_answers(portal, enrollment_id, (person, slug), values, by=visit.actor)
    except StaleDraft as stale:
        draft = await opened_list(visit, enrollment_id)
        typed = draw_answers(portal, draft, (person, slug), values)
        found = differences(draw_answers(portal, draft, (person, slug)).form, typed.form)
        page = replace(_page(visit, typed), conflict=found, version=stale.version)
        return _answer(visit, page, 422)
    if not saved.stored:
        return _answer(visit, _page(visit, saved), 422)
    told = Message(f"{saved.offer.name} for {_name(saved)} was saved.")
    return back_to_list(visit, saved.draft, told, f"edit-{person}")


async def _keep(visit: Visit, enrollment: UUID, at: tuple[UUID, str], values: Values) -> int:
    saved = await save_answers(visit.portal, enrollment, at, values, by=visit.actor, kept="typing")
    return saved.person.version


def _page(visit: Visit, shown: OneApplication) -> DetailsPage:
    draft, person = shown.draft, shown.person
    return DetailsPage(
        shown.form,
        place=place(visit, draft, "members"),
        heading=f"{shown.offer.name} for {_name(shown)}",
        here=address(draft, "members", person.id, "details", shown.offer.slug),
        list=address(draft, "members"),
        version=person.version,
        in_dialog=wants_fragment(visit.request),
    )


def _answer(visit: Visit, page: DetailsPage, status: int = 200) -> Response[Any]:
    fragment = "dialog" if visit.request.method == "GET" else "details"
    return render(visit.request, page, status=status, fragment=fragment)


def _name(shown: OneApplication) -> str:
    return shown.person.name or "this person"


handlers = [show, save]
