"""Starting an enrollment, and its task list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.enrollment.details import NOT_ANSWERS
from core.enrollment.forms import texts
from core.enrollment.sections import save_section
from core.enrollment.starting import open_draft, start
from core.forms import draw, read
from web.contexts import FormContext, PageContext
from web.forms import submitted
from web.pages.enrollment.shared import Place, opened, place
from web.pages.enrollment.tasks import progress, tasks_of
from web.parts import Task
from web.rendering import render
from web.security.guards import drafting, signed_in
from web.visit import Visit

ASKING = "Request applications"


@dataclass(frozen=True, slots=True)
class StartPage(FormContext):
    """What must be read first."""

    template: ClassVar[str] = "enrollment/start.html"
    text: texts.Agreeing


@dataclass(frozen=True, slots=True)
class HubPage(PageContext):
    """Every task of an enrollment; `saved` when somebody came here to go on later.

    `place` says where more is asked for, and whether support does.
    """

    template: ClassVar[str] = "enrollment/hub.html"
    tasks: Sequence[Task]
    progress: str
    doing: str
    name: str
    saved: str | None
    place: Place


@get("/enrollment", guards=[signed_in])
async def purpose(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show what the product is for, to be read first; whoever has begun goes on where they were."""
    if (draft := await open_draft(visit.who.account_id)) is not None:
        return Redirect(f"/enrollment/{draft.id}", status_code=303)
    agreed = texts.purpose(visit.portal)
    form = draw(texts.agreeing_model(agreed), texts.as_it_stands(agreed, {}))
    return render(visit.request, StartPage(form, agreed[0]))


@post("/enrollment", guards=[signed_in], status_code=200)
async def begin(visit: NamedDependency[Visit]) -> Response[Any]:
    """Begin once the purpose was read; a second click finds the same draft."""
    values, by, agreed = await submitted(visit.request), visit.actor, texts.purpose(visit.portal)
    result = read(texts.agreeing_model(agreed), values, ignore=NOT_ANSWERS)
    if result.answers is None:
        return render(visit.request, StartPage(result.form, agreed[0]), status=422)
    if (draft := await open_draft(visit.who.account_id)) is None:
        enrollment = await start(by=by)
        await save_section(visit.portal, enrollment, "purpose", {**values, "version": ["0"]}, by=by)
        return Redirect(f"/enrollment/{enrollment}", status_code=303)
    return Redirect(f"/enrollment/{draft.id}", status_code=303)


@get("/enrollment/{enrollment_id:uuid}", guards=[drafting])
async def hub(
    visit: NamedDependency[Visit],
    enrollment_id: FromPath[UUID],
    saved: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show every task with its state, in any order."""
    draft = await opened(visit, enrollment_id)
    tasks, at = tasks_of(visit.portal, draft), place(visit, draft, "members")
    name = draft.section("practice").answers.get("name", "")
    doing = visit.portal.site.terms.said("Register {practice.a}") if draft.group is None else ASKING
    return render(visit.request, HubPage(tasks, progress(tasks), doing, name, saved, at))


handlers = [purpose, begin, hub]
