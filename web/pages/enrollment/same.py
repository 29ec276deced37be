"""The applications of one person, for others too: as a page, or above the list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.enrollment.copying import same_as
from core.enrollment.details import NOT_ANSWERS
from core.enrollment.drafts import Draft, DraftPerson
from core.forms import Choice, Form, draw, field, read
from web.contexts import FormContext
from web.forms import submitted
from web.pages.enrollment import members, sayings
from web.pages.enrollment.shared import Place, address, opened_list, place
from web.rendering import render, wants_fragment
from web.security.guards import drafting
from web.visit import Visit

SAME = "/enrollment/{enrollment_id:uuid}/members/same"


class Same(BaseModel):
    """Who is copied, and to whom."""

    source: str = field(
        "Copy from", kind="select", choices="sources", missing="Choose the person to copy from"
    )
    others: tuple[str, ...] = field(
        "Copy to", kind="checkboxes", choices="people", missing="Choose at least one person to copy to"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage(FormContext):
    """Everybody to choose from."""

    template: ClassVar[str] = "enrollment/same.html"
    place: Place
    here: str
    list: str
    drawn: Form
    in_dialog: bool


@get(SAME, guards=[drafting])
async def choose(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Show who can be copied; the first person with applications is chosen already."""
    draft = await opened_list(visit, enrollment_id)
    first = next((str(person.id) for person in draft.people if person.wanted), "")
    form = draw(Same, {"source": first}, choices=_people(visit, draft))
    return _answer(visit, draft, form)


@post(SAME, guards=[drafting], status_code=200)
async def copy(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Copy, and show the list with what was not possible and why."""
    draft = await opened_list(visit, enrollment_id)
    result = read(Same, await submitted(visit.request), choices=_people(visit, draft), ignore=NOT_ANSWERS)
    if result.answers is None:
        return _answer(visit, draft, result.form, 422)
    source, others = UUID(result.answers.source), [UUID(each) for each in result.answers.others]
    others = [each for each in others if each != source]
    copied = await same_as(visit.portal, draft.id, source, others, by=visit.actor)
    person = copied.draft.person(source)
    message = sayings.copied(copied, person.name if person else "")
    close = {"HX-Trigger-After-Settle": json.dumps({"close-dialog": "same-as"})}
    headers = {**members.WHOLE, **close} if wants_fragment(visit.request) else {}
    return members.answer(visit, copied.draft, message, headers=headers)


def _people(visit: Visit, draft: Draft) -> dict[str, list[Choice]]:
    """Those who ask for something, and everybody who may."""
    types = {each.slug: each.name for each in visit.portal.site.staff_types}

    def choice(person: DraftPerson) -> Choice:
        kind = ", ".join(filter(None, (types.get(person.staff_type, ""), person.suffix)))
        return Choice(str(person.id), person.name or person.email or "No name yet", kind)

    asking = [choice(person) for person in draft.people if person.wanted]
    named = [each._replace(label=f"{each.label} ({each.hint})", hint="") for each in asking]
    return {"sources": named, "people": [choice(person) for person in draft.people]}


def _answer(visit: Visit, draft: Draft, form: Form, status: int = 200) -> Response[Any]:
    page = SamePage(
        form,
        place=place(visit, draft, "members"),
        here=address(draft, "members", "same"),
        list=address(draft, "members"),
        drawn=form,
        in_dialog=wants_fragment(visit.request),
    )
    fragment = "dialog" if visit.request.method == "GET" else "same"
    return render(visit.request, page, status=status, fragment=fragment)


handlers = [choose, copy]
