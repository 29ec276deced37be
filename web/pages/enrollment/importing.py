"""Members from a spreadsheet: template, upload, what is in it, and the yes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.enrollment.drafts import Draft
from core.enrollment.imports import Preview, confirm_import, forget_import, preview, read_import
from core.enrollment.spreadsheet import Unreadable, csv_template, xlsx_template
from core.enrollment.spreadsheet.columns import Column, columns
from core.enrollment.uploaded.limits import LARGEST_FILE, NOT_A_SHEET
from core.errors import Invalid, NotFound, Stale
from core.forms import Form, draw, field
from core.portal import Portal
from web.contexts import FormContext, PageContext
from web.forms import one, see_other, submitted
from web.pages.enrollment.rows import Shown, shown_columns, shown_row
from web.pages.enrollment.sayings import imported
from web.pages.enrollment.shared import Place, address, opened, place
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

UPLOAD = "/enrollment/{enrollment_id:uuid}/import"
Maker = Callable[[Portal], bytes]
TEMPLATES: dict[str, tuple[Maker, str]] = {
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_template, "text/csv; charset=utf-8"),
}


class Upload(BaseModel):
    """The file with the list."""

    file: str = field("Your file", kind="file", hint="An Excel workbook (.xlsx) or a CSV file.", width="full")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(FormContext):
    """Where to get the template and hand in the list; `list` is where the people stand."""

    template: ClassVar[str] = "enrollment/import.html"
    place: Place
    here: str
    list: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage(PageContext):
    """What was read, row by row; `problem` is why it was not taken."""

    template: ClassVar[str] = "enrollment/preview.html"
    place: Place
    here: str
    list: str
    found: Preview
    columns: Sequence[Column]
    rows: Sequence[Shown]
    problem: str

    @property
    def wrong(self) -> bool:
        """Whether it was not taken."""
        return bool(self.problem)


@get(UPLOAD, guards=[signed_in])
async def choose(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Show where to get the template and hand in the list, or instead a list that waits for a yes."""
    draft = await opened(visit, enrollment_id)
    waiting = await preview(visit.portal, draft)
    return _preview(visit, draft, waiting) if waiting else _choose(visit, draft, draw(Upload))


@post(UPLOAD, guards=[signed_in], status_code=200)
async def upload(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Read the file; nobody is added yet."""
    draft, sent = await opened(visit, enrollment_id), (await submitted(visit.request)).get("file", [])
    try:
        name, data = await _file(sent)
        await read_import(visit.portal, enrollment_id, name, data, by=visit.actor)
    except Invalid as refused:
        return _choose(visit, draft, draw(Upload).with_errors(refused.errors), status=422)
    return see_other(address(draft, "import"))


@post(f"{UPLOAD}/{{key:uuid}}", guards=[signed_in], status_code=200)
async def confirm(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], key: FromPath[UUID]
) -> Response[Any]:
    """Add the people of the list, once; rows with errors only stay behind when that was said."""
    draft, values = await opened(visit, enrollment_id), await submitted(visit.request)
    if one(values, "action") == "forget":
        await forget_import(enrollment_id, by=visit.actor)
        return see_other(address(draft, "import"))
    aside, hidden = (one(values, name) == "yes" for name in ("set_aside", "with_hidden"))
    try:
        result = await confirm_import(
            visit.portal, enrollment_id, key, set_aside=aside, with_hidden=hidden, by=visit.actor
        )
    except Invalid as refused:
        return await _refused(visit, draft, next(iter(refused.errors.values())), refused.status)
    except Stale as replaced:
        return await _refused(visit, draft, str(replaced), replaced.status)
    return see_other(f"{address(draft, 'members')}?{imported(result)}")


@get(f"{UPLOAD}/template/{{kind:str}}", guards=[signed_in])
async def template(
    visit: NamedDependency[Visit], enrollment_id: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """Send the empty list, with a heading for every answer."""
    await opened(visit, enrollment_id)
    if kind not in TEMPLATES:
        raise NotFound
    make, media_type = TEMPLATES[kind]
    body = await asyncio.to_thread(make, visit.portal)
    headers = {"Content-Disposition": f'attachment; filename="members.{kind}"'}
    return Response(body, media_type=media_type, headers=headers)


async def _file(sent: list[Any]) -> tuple[str, bytes]:
    """Return name and bytes of the one file; raise Unreadable when there is none, or more."""
    if len(sent) != 1 or not isinstance(sent[0], UploadFile) or not sent[0].filename:
        raise Unreadable("Choose a file") if len(sent) < 2 else Unreadable(NOT_A_SHEET)
    # One byte more than is allowed shows that it is too much.
    return sent[0].filename, await sent[0].read(LARGEST_FILE + 1)


async def _refused(visit: Visit, draft: Draft, words: str, status: int) -> Response[Any]:
    """Show the list that waits now, or where to hand in another one, with what was refused."""
    waiting = await preview(visit.portal, draft)
    if waiting is None:
        return _choose(visit, draft, draw(Upload).with_errors({"file": words}), status=status)
    return _preview(visit, draft, waiting, problem=words, status=status)


def _choose(visit: Visit, draft: Draft, form: Form, status: int = 200) -> Response[Any]:
    page = ImportPage(
        form,
        place=place(visit, draft, "members"),
        here=address(draft, "import"),
        list=address(draft, "members"),
        columns=columns(visit.portal),
    )
    return render(visit.request, page, status=status)


def _preview(
    visit: Visit, draft: Draft, found: Preview, *, problem: str = "", status: int = 200
) -> Response[Any]:
    shown = shown_columns(columns(visit.portal), found)
    page = PreviewPage(
        place=place(visit, draft, "members"),
        here=address(draft, "import", found.id),
        list=address(draft, "members"),
        found=found,
        columns=shown,
        rows=[shown_row(shown, visit.portal, row) for row in found.rows],
        problem=problem,
    )
    return render(visit.request, page, status=status)


handlers = [choose, upload, confirm, template]
