"""The steps that ask questions or give texts to agree to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.applications import Catalogue
from core.enrollment.by_number import ask_register, filled
from core.enrollment.drafts import Draft
from core.enrollment.forms.texts import Agreeing
from core.enrollment.once import SHARED
from core.enrollment.pruning import Dropped
from core.enrollment.sections import (
    SavedSection,
    SectionPage,
    draw_section,
    read_section,
    redraw_section,
    save_section,
)
from core.enrollment.storing import StaleDraft
from web.contexts import FormContext, PageContext
from web.forms import Values, one, submitted
from web.pages.enrollment import words
from web.pages.enrollment.by_number import LOOK_UP, USE, OnForm, on_form
from web.pages.enrollment.conflicts import Difference, differences
from web.pages.enrollment.shared import CHECK, Place, address, after, came_from, later, opened, place
from web.pages.enrollment.typing import TYPING, kept
from web.rendering import render
from web.security.guards import drafting
from web.visit import Visit

SECTION = "/enrollment/{enrollment_id:uuid}/{section:str}"
Then = FromQuery[str | None]


class Part(NamedTuple):
    """What one application asks at a step, by the names of its questions."""

    heading: str
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPage(FormContext):
    """One step: its questions, or its texts to agree to; `conflict` is where another window differs.

    `points_on` leads a practice that is registered already to its administrator; `of_number` is what the
    register of providers says, where the step asks for a number.
    """

    template: ClassVar[str] = "enrollment/section.html"
    place: Place
    heading: str
    lead: Sequence[str]
    version: int
    texts: Sequence[Agreeing]
    parts: Sequence[Part]
    points_on: bool
    conflict: Sequence[Difference] | None = None
    of_number: OnForm | None = None
    here: str
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedPage(PageContext):
    """What was taken from people by a change of their practice."""

    template: ClassVar[str] = "enrollment/dropped.html"
    place: Place
    dropped: Sequence[Dropped]
    applications: Catalogue
    onward: str


@get(SECTION, guards=[drafting])
async def show(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], section: FromPath[str], then: Then = None
) -> Response[Any]:
    """Show one step as it is stored."""
    draft = await opened(visit, enrollment_id)
    known = await words.known(visit.who, draft, section)
    drawn = draw_section(visit.portal, draft, section, known)
    return _answer(visit, draft, drawn, then)


@post(SECTION, guards=[drafting], status_code=200)
async def save(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], section: FromPath[str], then: Then = None
) -> Response[Any]:
    """Store the step as typed; go on when it is complete, or when it may wait."""
    values = await submitted(visit.request)
    if one(values, "action") in {"redraw", LOOK_UP, USE}:
        return await _redrawn(visit, await opened(visit, enrollment_id), section, values, then)
    if one(values, "action") == TYPING:
        return await kept(visit, lambda: _keep(visit, enrollment_id, section, values))
    try:
        saved = await save_section(visit.portal, enrollment_id, section, values, by=visit.actor)
    except StaleDraft as stale:
        draft = await opened(visit, enrollment_id)
        drawn, found = _compared(visit, draft, section, values)
        return _answer(visit, draft, replace(drawn, version=stale.version), then, status=422, conflict=found)
    if one(values, "action") == "later":
        return Redirect(later(saved.draft), status_code=303)
    if not saved.page.complete:
        return _answer(visit, saved.draft, saved.page, then, status=422)
    return _onward(visit, saved, after(visit.portal, saved.draft, section, then))


async def _redrawn(
    visit: Visit, draft: Draft, section: str, values: Values, then: str | None
) -> Response[Any]:
    """Draw what was typed so far, and what the register says of the number when it is asked."""
    action, found = one(values, "action"), None
    typed: Mapping[str, Sequence[str] | str] = values
    if action in {LOOK_UP, USE}:
        found = await ask_register(visit.portal.site, values, by=visit.actor)
        typed = filled(values, found) if found and action == USE else values
    page = _page(visit, draft, redraw_section(visit.portal, draft, section, typed), then)
    if action != "redraw":
        page = replace(page, of_number=on_form(visit.portal.site, found))
    return render(visit.request, page, fragment="step")


async def _keep(visit: Visit, enrollment: UUID, section: str, values: Values) -> int:
    saved = await save_section(visit.portal, enrollment, section, values, by=visit.actor, typing=True)
    return saved.page.version


def _onward(visit: Visit, saved: SavedSection, following: str) -> Response[Any]:
    if not saved.dropped:
        return Redirect(following, status_code=303)
    page = DroppedPage(
        place=place(visit, saved.draft, saved.page.name),
        dropped=saved.dropped,
        applications=visit.portal.applications,
        onward=following,
    )
    return render(visit.request, page)


def _answer(
    visit: Visit,
    draft: Draft,
    drawn: SectionPage,
    then: str | None,
    *,
    status: int = 200,
    conflict: Sequence[Difference] | None = None,
) -> Response[str]:
    page = replace(_page(visit, draft, drawn, then), conflict=conflict)
    return render(visit.request, page, status=status)


def _page(visit: Visit, draft: Draft, drawn: SectionPage, then: str | None) -> StepPage:
    opening = words.of_section(visit.portal, drawn.name, draft)
    return StepPage(
        drawn.form,
        place=place(visit, draft, drawn.name),
        heading=opening.heading,
        lead=opening.lead,
        version=drawn.version,
        texts=drawn.texts,
        parts=_parts(visit, drawn),
        points_on=drawn.name == "practice",
        of_number=_of_number(visit, drawn),
        here=address(draft, drawn.name) + came_from(then),
        back=then == CHECK,
    )


def _of_number(visit: Visit, drawn: SectionPage) -> OnForm | None:
    identifier = visit.portal.site.npi
    if identifier is None or identifier.slug not in drawn.form:
        return None
    return on_form(visit.portal.site, None, str(drawn.form[identifier.slug].value))


def _parts(visit: Visit, drawn: SectionPage) -> Sequence[Part]:
    """The questions of each application under its name, at the step that asks for several."""
    if drawn.name != SHARED:
        return ()
    names = [each.name for each in drawn.form]
    parts = [
        Part(application.name, [name for name in names if name.startswith(f"{slug}.")])
        for slug, application in visit.portal.applications.items()
    ]
    return [part for part in parts if part.names]


def _compared(
    visit: Visit, draft: Draft, section: str, values: Values
) -> tuple[SectionPage, Sequence[Difference]]:
    """What was typed, and where it differs from what is stored; saving again chooses what was typed."""
    typed, stored = (
        read_section(visit.portal, draft, section, values),
        draw_section(visit.portal, draft, section),
    )
    return typed, differences(stored.form, typed.form)


handlers = [show, save]
