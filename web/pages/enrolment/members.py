"""The grid of people and applications: single boxes, whole columns, everything at once (W5)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.groups import grid as rules
from core.groups.drafts import Draft
from core.groups.grid import Tick, apply_to_eligible, set_access, set_ticks
from core.groups.sections import version_sent
from core.groups.storing import StaleDraft
from web.forms import Values, one, submitted
from web.pages.enrolment import tellings, words
from web.pages.enrolment.grid import box_name, drawn_grid, ticked_boxes
from web.pages.enrolment.shared import CHECK, address, after, came_from, later, opened, page
from web.pages.enrolment.tellings import Message
from web.rendering import render_loosely as render
from web.rendering import wants_fragment
from web.security.guards import signed_in
from web.visit import Visit

LIST = "/enrolment/{enrolment_id:uuid}/members"
WHOLE = {"HX-Retarget": "#grid-form", "HX-Reswap": "outerHTML"}
Then = FromQuery[str | None]


@get(LIST, guards=[signed_in])
async def show(
    visit: NamedDependency[Visit],
    enrolment_id: FromPath[UUID],
    then: Then = None,
    imported: FromQuery[str | None] = None,
) -> Response[Any]:
    """Everybody with their applications, and what an import just added."""
    draft = await opened(visit, enrolment_id)
    return answer(visit, draft, tellings.after_import(imported), then=then)


@post(LIST, guards=[signed_in], status_code=200)
async def save(
    visit: NamedDependency[Visit], enrolment_id: FromPath[UUID], then: Then = None
) -> Response[Any]:
    """Takes every box as it was sent, then does what the pressed button says."""
    values = await submitted(visit.request)
    boxes, version = ticked_boxes(values), version_sent(values)
    try:
        ticked = await set_access(visit.desk, enrolment_id, boxes, version=version, by=visit.actor)
    except StaleDraft:
        message = Message(tellings.STALE)
        return answer(visit, await opened(visit, enrolment_id), message, status=422, then=then)
    if one(values, "all") or one(values, "undo"):
        draft, message = await _column(visit, ticked.draft, values)
        return answer(visit, draft, message, then=then)
    if ticked.left_out:
        return answer(visit, ticked.draft, tellings.refused(visit.desk, ticked), status=422, then=then)
    action = one(values, "action")
    lacking = tellings.lacking(rules.grid(visit.desk, ticked.draft)) if action == "continue" else None
    if lacking is not None:
        return answer(visit, ticked.draft, lacking, status=422, then=then)
    return Redirect(_onward(visit, ticked.draft, action, then), status_code=303)


@post(f"{LIST}/{{person:uuid}}/applications/{{slug:str}}", guards=[signed_in], status_code=200)
async def save_box(
    visit: NamedDependency[Visit], enrolment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """One box saves itself; the answer is its cell, or the whole grid when it had changed meanwhile."""
    values, desk = await submitted(visit.request), visit.desk
    tick = Tick(person, slug, box_name(person, slug) in values)
    ticked = await set_ticks(desk, enrolment_id, [tick], by=visit.actor)
    if not wants_fragment(visit.request) or slug not in desk.applications:
        return Redirect(address(ticked.draft, "members"), status_code=303)
    if version_sent(values) + len(ticked.changed) != ticked.draft.version:
        return answer(visit, ticked.draft, Message(tellings.STALE), headers=WHOLE)
    column, member, cell = drawn_grid(desk, ticked.draft).cell(person, slug)
    told = tellings.refused(desk, ticked) if ticked.left_out else tellings.saved(column, member, cell)
    context: dict[str, Any] = {
        "column": column,
        "member": member,
        "cell": cell,
        "version": ticked.draft.version,
    }
    status = 422 if ticked.left_out else 200
    return render(visit.request, "enrolment/cell.html", status=status, headers=announce(told), **context)


def answer(
    visit: Visit,
    draft: Draft,
    message: Message | None = None,
    *,
    status: int = 200,
    then: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """The grid: as its page, or for htmx the form alone."""
    context: dict[str, Any] = {"message": message, "grid": drawn_grid(visit.desk, draft)}
    context |= {"list": address(draft, "members"), "here": address(draft, "members") + came_from(then)}
    context |= {"back": then == CHECK, "heading": words.title_of(visit.desk, "members")}
    context |= {"headers": {**announce(message), **(headers or {})}, "status": status, "fragment": "grid"}
    return page(visit, "enrolment/members.html", draft, "members", **context)


def announce(message: Message | None) -> dict[str, str]:
    """The header that has the page read a message out."""
    return {"HX-Trigger": json.dumps({"announce": message.text})} if message else {}


async def _column(visit: Visit, draft: Draft, values: Values) -> tuple[Draft, Message]:
    """A whole column, ticked unless all of it is ticked already; or what undoes that."""
    desk, slug = visit.desk, one(values, "all")
    if not slug:
        ticks = tellings.boxes_of(one(values, "undo"))
        undone = await set_ticks(desk, draft.id, ticks, by=visit.actor)
        return undone.draft, Message("It is as it was before.")
    column = next((each for each in drawn_grid(desk, draft).columns if each.slug == slug), None)
    wanted = column is None or column.state != "true"
    applied = await apply_to_eligible(desk, draft.id, slug, wanted, by=visit.actor)
    return applied.draft, tellings.column(desk, applied, slug, wanted)


def _onward(visit: Visit, draft: Draft, action: str, then: str | None) -> str:
    if action == "later":
        return later(draft)
    if action == "continue":
        return after(visit.desk, draft, "members", then)
    return address(draft, "members") + came_from(then)


handlers = [show, save, save_box]
