"""Members from a spreadsheet: template, upload, what is in it, and the yes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.enrollment.drafts import Draft
from core.enrollment.imports import (
    choose_columns,
    confirm_import,
    correct_rows,
    forget_import,
    leave_out,
    preview,
    read_import,
)
from core.enrollment.spreadsheet import csv_template, xlsx_template
from core.enrollment.spreadsheet.columns import Column, columns, readable
from core.enrollment.spreadsheet.rejects import rejects
from core.errors import Invalid, NotFound, Stale
from core.forms import Form, draw
from core.portal import Portal
from web.contexts import FormContext
from web.forms import Values, one, see_other, submitted, without_optional
from web.pages.enrollment.previewing import chosen_columns, show_preview, typed_cells
from web.pages.enrollment.rows import everywhere, offered
from web.pages.enrollment.sayings import imported
from web.pages.enrollment.shared import Place, address, opened_list, place
from web.rendering import render
from web.security.guards import drafting
from web.uploads import Upload, refused_upload, uploaded
from web.visit import Visit

_MOST_SPREAD = 500
UPLOAD = "/enrollment/{enrollment_id:uuid}/import"
Maker = Callable[[Portal], bytes]
TEMPLATES: dict[str, tuple[Maker, str]] = {
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_template, "text/csv; charset=utf-8"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(FormContext):
    """Where to get the template and hand in the list; `list` is where the people stand."""

    template: ClassVar[str] = "enrollment/import.html"
    place: Place
    here: str
    list: str
    columns: Sequence[Column]


@get(UPLOAD, guards=[drafting])
async def choose(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], another: FromQuery[str | None] = None
) -> Response[Any]:
    """Show where to get the template and hand in the list, or instead the rows that wait for a yes.

    Rows that stayed of an earlier list do not stand in the way of `another` one.
    """
    draft = await opened_list(visit, enrollment_id)
    waiting = await preview(visit.portal, draft)
    if waiting and (waiting.fresh or not another):
        return show_preview(visit, draft, waiting)
    return _choose(visit, draft, draw(Upload))


@post(UPLOAD, guards=[drafting], status_code=200)
async def upload(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Read the file, or what was pasted; nobody is added yet."""
    draft, values = await opened_list(visit, enrollment_id), await submitted(visit.request)
    try:
        name, data = await uploaded(values)
        await read_import(visit.portal, enrollment_id, name, data, by=visit.actor)
    except Invalid as refused:
        return _choose(visit, draft, refused_upload(values, refused), status=422)
    return see_other(address(draft, "import"))


@post(f"{UPLOAD}/{{key:uuid}}", guards=[drafting], status_code=200)
async def confirm(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], key: FromPath[UUID]
) -> Response[Any]:
    """Take what was corrected and chosen, then do what the pressed button says."""
    draft, values = await opened_list(visit, enrollment_id), await submitted(visit.request)
    action, rows = one(values, "action"), f"{address(draft, 'import')}#rows"
    try:
        if action in {"forget", "delete"}:
            await forget_import(enrollment_id, everything=action == "delete", by=visit.actor)
            return see_other(f"{address(draft, 'import')}?another=yes")
        await _corrected(visit, draft, key, values)
        if (left := one(values, "leave")).isdecimal():
            await leave_out(enrollment_id, key, int(left[:9]), by=visit.actor)
        if action == "columns":
            await choose_columns(visit.portal, enrollment_id, key, chosen_columns(values), by=visit.actor)
        if action != "add":
            return see_other(rows)
        return await _added(visit, draft, key, values)
    except Invalid as refused:
        return await _refused(visit, draft, next(iter(refused.errors.values())), refused.status)
    except Stale as replaced:
        return await _refused(visit, draft, str(replaced), replaced.status)


async def _corrected(visit: Visit, draft: Draft, key: UUID, values: Values) -> None:
    """Store what was typed into the fields of rows, and an offer that was taken."""
    texts = typed_cells(values)
    use, spread = one(values, "use"), [str(name) for name in values.get("everywhere", [])][:_MOST_SPREAD]
    waiting = await preview(visit.portal, draft) if use or spread else None
    if waiting is not None:
        everywhere(waiting, texts, spread)
        for row, cells in offered(waiting, use).items():
            texts[row] = {**texts.get(row, {}), **cells}
    if texts:
        await correct_rows(visit.portal, draft.id, key, texts, by=visit.actor)


async def _added(visit: Visit, draft: Draft, key: UUID, values: Values) -> Response[Any]:
    result = await confirm_import(
        visit.portal,
        draft.id,
        key,
        set_aside=one(values, "set_aside") == "yes",
        also=[each for each in ("hidden", "struck") if one(values, f"with_{each}") == "yes"],
        by=visit.actor,
    )
    return see_other(f"{address(draft, 'members')}?{imported(result)}")


@get(f"{UPLOAD}/rejects", guards=[drafting])
async def download_rejects(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[bytes]:
    """Send the rows to correct as a workbook with the reasons, to be handed in again."""
    draft = await opened_list(visit, enrollment_id)
    waiting = await preview(visit.portal, draft)
    rows = [row for row in waiting.rows if row.errors] if waiting else []
    if not rows:
        raise NotFound
    body = await asyncio.to_thread(rejects, readable(visit.portal), rows)
    headers = {"Content-Disposition": 'attachment; filename="rows-to-correct.xlsx"'}
    return Response(body, media_type=TEMPLATES["xlsx"][1], headers=headers)


@get(f"{UPLOAD}/template/{{kind:str}}", guards=[drafting])
async def template(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """Send the empty list, with a heading for every answer."""
    await opened_list(visit, enrollment_id)
    if kind not in TEMPLATES:
        raise NotFound
    make, media_type = TEMPLATES[kind]
    body = await asyncio.to_thread(make, visit.portal)
    headers = {"Content-Disposition": f'attachment; filename="members.{kind}"'}
    return Response(body, media_type=media_type, headers=headers)


async def _refused(visit: Visit, draft: Draft, words: str, status: int) -> Response[Any]:
    """Show the list that waits now, or where to hand in another one, with what was refused."""
    waiting = await preview(visit.portal, draft)
    if waiting is None:
        return _choose(visit, draft, draw(Upload).with_errors({"file": words}), status=status)
    return show_preview(visit, draft, waiting, problem=words, status=status)


def _choose(visit: Visit, draft: Draft, form: Form, status: int = 200) -> Response[Any]:
    page = ImportPage(
        without_optional(form, "pasted"),
        place=place(visit, draft, "members"),
        here=address(draft, "import"),
        list=address(draft, "members"),
        columns=columns(visit.portal),
    )
    return render(visit.request, page, status=status)


handlers = [choose, upload, confirm, template, download_rejects]
