"""Starting an enrolment, and its task list (W1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.forms import draw, read
from core.groups.details import NOT_ANSWERS
from core.groups.forms import texts
from core.groups.sections import save_section
from core.groups.starting import open_draft, start
from web.contexts import FormContext, PageContext
from web.forms import submitted
from web.pages.enrolment.shared import opened
from web.pages.enrolment.tasks import progress, tasks_of
from web.parts import Task
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class StartPage(FormContext):
    """What must be read first."""

    template: ClassVar[str] = "enrolment/start.html"
    text: texts.Agreeing


@dataclass(frozen=True, slots=True)
class HubPage(PageContext):
    """Every task of an enrolment; `saved` when somebody came here to go on later."""

    template: ClassVar[str] = "enrolment/hub.html"
    tasks: Sequence[Task]
    progress: str
    name: str
    saved: str | None


@get("/enrolment", guards=[signed_in])
async def purpose(visit: NamedDependency[Visit]) -> Response[Any]:
    """What the product is for, to be read first; whoever has begun goes on where they were."""
    if (draft := await open_draft(visit.who.account_id)) is not None:
        return Redirect(f"/enrolment/{draft.id}", status_code=303)
    agreed = texts.purpose(visit.desk)
    form = draw(texts.agreeing_model(agreed), texts.as_it_stands(agreed, {}))
    return render(visit.request, StartPage(form, agreed[0]))


@post("/enrolment", guards=[signed_in], status_code=200)
async def begin(visit: NamedDependency[Visit]) -> Response[Any]:
    """Begins once the purpose was read; a second click finds the same draft."""
    values, by, agreed = await submitted(visit.request), visit.actor, texts.purpose(visit.desk)
    result = read(texts.agreeing_model(agreed), values, ignore=NOT_ANSWERS)
    if result.answers is None:
        return render(visit.request, StartPage(result.form, agreed[0]), status=422)
    if (draft := await open_draft(visit.who.account_id)) is None:
        enrolment = await start(by=by)
        await save_section(visit.desk, enrolment, "purpose", {**values, "version": ["0"]}, by=by)
        return Redirect(f"/enrolment/{enrolment}", status_code=303)
    return Redirect(f"/enrolment/{draft.id}", status_code=303)


@get("/enrolment/{enrolment_id:uuid}", guards=[signed_in])
async def hub(
    visit: NamedDependency[Visit],
    enrolment_id: FromPath[UUID],
    saved: FromQuery[str | None] = None,
) -> Response[Any]:
    """Every task with its state, in any order."""
    draft = await opened(visit, enrolment_id)
    tasks = tasks_of(visit.desk, draft)
    name = draft.section("practice").answers.get("name", "")
    return render(visit.request, HubPage(tasks, progress(tasks), name, saved))


handlers = [purpose, begin, hub]
