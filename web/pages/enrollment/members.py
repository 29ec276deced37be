"""The grid of people and applications: single boxes, whole columns, everything at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from core.applications import Closure
from core.enrollment import grid as rules
from core.enrollment.drafts import Draft, DraftPerson, WaitingRows
from core.enrollment.grid import Cell, Column, Grid, Tick, Ticked, apply_to_eligible, set_access, set_ticks
from core.enrollment.sections import version_sent
from core.enrollment.storing import StaleDraft
from web.contexts import PageContext
from web.drawing import box_name
from web.forms import Values, one, submitted
from web.pages.enrollment import sayings, words
from web.pages.enrollment.grid import caption, ticked_boxes
from web.pages.enrollment.sayings import Message
from web.pages.enrollment.shared import CHECK, Place, address, after, came_from, later, opened_list, place
from web.rendering import render, wants_fragment
from web.security.guards import drafting
from web.visit import Visit

LIST = "/enrollment/{enrollment_id:uuid}/members"
WHOLE = {"HX-Retarget": "#grid-form", "HX-Reswap": "outerHTML"}
Then = FromQuery[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersPage(PageContext):
    """The list of everybody, as a page, or for htmx its form alone."""

    template: ClassVar[str] = "enrollment/members.html"
    place: Place
    heading: str
    caption: str
    grid: Grid
    message: Message | None
    waiting: WaitingRows
    here: str
    list: str
    back: bool
    closed: Sequence[Closure]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPage(PageContext):
    """One box that saved itself, and the version that the rest of the form now stands on."""

    template: ClassVar[str] = "enrollment/cell.html"
    column: Column
    person: DraftPerson
    cell: Cell
    home: str
    version: int


@get(LIST, guards=[drafting])
async def show(
    visit: NamedDependency[Visit],
    enrollment_id: FromPath[UUID],
    then: Then = None,
    imported: FromQuery[str | None] = None,
    undone: FromQuery[str | None] = None,
) -> Response[Any]:
    """Show everybody with their applications, what an import just added, and what of lists still waits."""
    draft = await opened_list(visit, enrollment_id)
    message = sayings.after_import(imported) or sayings.after_undo(undone)
    page = _page(visit, draft, message, then)
    return render(visit.request, page, fragment="grid", headers=announce(message))


@post(LIST, guards=[drafting], status_code=200)
async def save(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], then: Then = None
) -> Response[Any]:
    """Take every box as it was sent, then do what the pressed button says."""
    values = await submitted(visit.request)
    boxes, version = ticked_boxes(values), version_sent(values)
    try:
        ticked = await set_access(visit.portal, enrollment_id, boxes, version=version, by=visit.actor)
    except StaleDraft:
        message = Message(sayings.STALE)
        return answer(visit, await opened_list(visit, enrollment_id), message, status=422, then=then)
    if one(values, "all") or one(values, "row") or one(values, "undo"):
        several = _row if one(values, "row") else _column
        draft, message = await several(visit, ticked.draft, values)
        return answer(visit, draft, message, then=then)
    if ticked.left_out:
        return answer(visit, ticked.draft, sayings.refused(visit.portal, ticked), status=422, then=then)
    action = one(values, "action")
    lacking = sayings.lacking(rules.grid(visit.portal, ticked.draft)) if action == "continue" else None
    if lacking is not None:
        return answer(visit, ticked.draft, lacking, status=422, then=then)
    return Redirect(_onward(visit, ticked.draft, action, then), status_code=303)


@post(f"{LIST}/{{person:uuid}}/applications/{{slug:str}}", guards=[drafting], status_code=200)
async def save_box(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], person: FromPath[UUID], slug: FromPath[str]
) -> Response[Any]:
    """Save one box by itself; the answer is its cell, or the whole grid when it had changed meanwhile."""
    values, portal = await submitted(visit.request), visit.portal
    tick = Tick(person, slug, box_name(person, slug) in values)
    ticked = await set_ticks(portal, enrollment_id, [tick], by=visit.actor)
    if not wants_fragment(visit.request) or slug not in portal.applications:
        return Redirect(address(ticked.draft, "members"), status_code=303)
    if version_sent(values) + len(ticked.changed) != ticked.draft.version:
        return answer(visit, ticked.draft, Message(sayings.STALE), headers=WHOLE)
    return _cell(visit, ticked, person, slug)


def _cell(visit: Visit, ticked: Ticked, person: UUID, slug: str) -> Response[Any]:
    draft = ticked.draft
    column, row, cell = rules.grid(visit.portal, draft).place(person, slug)
    told = sayings.refused(visit.portal, ticked) if ticked.left_out else sayings.saved(column, row, cell)
    page = CellPage(column=column, person=row.person, cell=cell, home=address(draft), version=draft.version)
    return render(visit.request, page, status=422 if ticked.left_out else 200, headers=announce(told))


def answer(
    visit: Visit,
    draft: Draft,
    message: Message | None = None,
    *,
    status: int = 200,
    then: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Show the grid: as its page, or for htmx the form alone."""
    page = _page(visit, draft, message, then)
    told = {**announce(message), **(headers or {})}
    return render(visit.request, page, status=status, fragment="grid", headers=told)


def _page(visit: Visit, draft: Draft, message: Message | None, then: str | None) -> MembersPage:
    return MembersPage(
        place=place(visit, draft, "members"),
        heading=words.title_of(visit.portal, "members"),
        caption=caption(visit.portal, draft),
        grid=rules.grid(visit.portal, draft),
        message=message,
        waiting=draft.waiting,
        here=address(draft, "members") + came_from(then),
        list=address(draft, "members"),
        back=then == CHECK,
        closed=visit.portal.applications.closures(),
    )


def announce(message: Message | None) -> dict[str, str]:
    """Return the header that has the page read a message out."""
    return {"HX-Trigger": json.dumps({"announce": message.text})} if message else {}


async def _column(visit: Visit, draft: Draft, values: Values) -> tuple[Draft, Message]:
    """A whole column, ticked unless all of it is ticked already; or what undoes that."""
    portal, slug = visit.portal, one(values, "all")
    if not slug:
        ticks = sayings.boxes_of(one(values, "undo"))
        undone = await set_ticks(portal, draft.id, ticks, by=visit.actor)
        return undone.draft, Message("It is as it was before.")
    column = next((each for each in rules.grid(portal, draft).columns if each.slug == slug), None)
    wanted = column is None or column.state != "all"
    applied = await apply_to_eligible(portal, draft.id, slug, wanted, by=visit.actor)
    return applied.draft, sayings.column(portal, applied, slug, wanted)


async def _row(visit: Visit, draft: Draft, values: Values) -> tuple[Draft, Message]:
    """Everything that one person can have, ticked unless all of it is ticked already."""
    rows = rules.grid(visit.portal, draft).rows
    row = next((each for each in rows if str(each.person.id) == one(values, "row")), None)
    if row is None:
        return draft, Message(sayings.STALE)
    possible = [cell for cell in row.cells if cell.box != "no"]
    wanted = not all(cell.ticked for cell in possible)
    ticks = [Tick(row.person.id, cell.slug, wanted) for cell in possible]
    applied = await set_ticks(visit.portal, draft.id, ticks, by=visit.actor)
    return applied.draft, sayings.row(applied, row.person.name, wanted)


def _onward(visit: Visit, draft: Draft, action: str, then: str | None) -> str:
    if action == "later":
        return later(draft)
    if action == "continue":
        return after(visit.portal, draft, "members", then)
    return address(draft, "members") + came_from(then)


handlers = [show, save, save_box]
