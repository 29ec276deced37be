"""Starting an enrolment, and its task list (W1)."""

from __future__ import annotations

from typing import Any
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
from web.forms import submitted
from web.pages.enrolment.shared import opened, page
from web.pages.enrolment.tasks import progress, tasks_of
from web.rendering import render_loosely as render
from web.security.guards import signed_in
from web.visit import Visit

START = "enrolment/start.html"


@get("/enrolment", guards=[signed_in])
async def purpose(visit: NamedDependency[Visit]) -> Response[Any]:
    """What the product is for, to be read first; whoever has begun goes on where they were."""
    if (draft := await open_draft(visit.who.account_id)) is not None:
        return Redirect(f"/enrolment/{draft.id}", status_code=303)
    agreed = texts.purpose(visit.desk)
    form = draw(texts.agreeing_model(agreed), texts.as_it_stands(agreed, {}))
    return render(visit.request, START, form=form, text=agreed[0])


@post("/enrolment", guards=[signed_in], status_code=200)
async def begin(visit: NamedDependency[Visit]) -> Response[Any]:
    """Begins once the purpose was read; a second click finds the same draft."""
    values, by, agreed = await submitted(visit.request), visit.actor, texts.purpose(visit.desk)
    result = read(texts.agreeing_model(agreed), values, ignore=NOT_ANSWERS)
    if result.answers is None:
        return render(visit.request, START, status=422, form=result.form, text=agreed[0])
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
    context = {"tasks": tasks, "progress": progress(tasks), "name": name, "saved": saved}
    return page(visit, "enrolment/hub.html", draft, "hub", **context)


handlers = [purpose, begin, hub]
