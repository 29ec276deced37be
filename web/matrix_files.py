"""The matrix as a file: exactly what a page shows, as a workbook or as CSV."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Mapping

import xlsxwriter
from litestar import Response

from core import clock
from core.audit import note
from core.enrollment.spreadsheet.columns import harmless
from core.errors import NotFound
from core.requests.queries.views import RequestView
from core.site.terms import Terms
from web.matrix import Cell, Matrix
from web.matrix_of_request import Side, matrix_of
from web.visit import Visit

_HEADS = ("{Member.short}", "Email", "Login name", "Staff type", "Suffix")
_WIDTHS = (28, 34, 16, 24, 24)


async def file_of(visit: Visit, view: RequestView, side: Side, kind: str, show: str) -> Response[bytes]:
    """Send who has what since when as a file; NotFound for no such kind.

    That somebody of the staff took it stands in the trail, as that they saw the request does.
    """
    if kind not in _KINDS:
        raise NotFound
    make, media_type = _KINDS[kind]
    matrix = matrix_of(visit.portal, view, side, show)
    if side == "support":
        about, people = ("request", view.line.id), len(matrix.rows)
        await note("request.exported", by=visit.actor, subject=about, kind=kind, people=people)
    body = await asyncio.to_thread(make, lines(visit.portal.site.terms, matrix))
    day = clock.now().astimezone(visit.portal.site.zone).date()
    name = f"{view.line.number}-access-{day.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


def lines(terms: Terms, matrix: Matrix) -> list[list[str]]:
    """Write the matrix line by line, the heads first; without its line of words above, every cell in full."""
    heads = [*map(terms.said, _HEADS), *matrix.columns]
    return [
        heads,
        *(
            [row.name, row.email, row.login, row.role, row.suffix, *map(_words, row.cells)]
            for row in matrix.rows
        ),
    ]


def _words(cell: Cell) -> str:
    return f"{cell.words} {cell.when}".strip() if cell.words else cell.reason


def _as_csv(table: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(value) for value in line] for line in table)
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(table: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet("Access"), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    for place, head in enumerate(table[0]):
        sheet.set_column(place, place, _WIDTHS[place] if place < len(_WIDTHS) else 26)
        sheet.write_string(0, place, head, bold)
    for number, line in enumerate(table[1:], start=1):
        for place, value in enumerate(line):
            sheet.write_string(number, place, value)
    sheet.autofilter(0, 0, max(len(table) - 1, 1), len(table[0]) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


_KINDS: Mapping[str, tuple[Callable[[list[list[str]]], bytes], str]] = {
    "xlsx": (_as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (_as_csv, "text/csv; charset=utf-8"),
}
