"""A table as a file: a workbook or CSV in which nothing is a formula, whatever people typed."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from litestar import Response

from core import clock
from core.enrollment.spreadsheet.columns import harmless
from core.errors import NotFound
from web.visit import Visit

_WIDTH = 26


@dataclass(frozen=True, slots=True)
class TableFile:
    """What a file is called and holds, the heads first; columns without a width have one that fits most."""

    name: str
    sheet: str
    lines: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


def is_kind(kind: str) -> bool:
    """Tell whether there are files of this kind."""
    return kind in _MAKERS


async def table_file(visit: Visit, table: TableFile, kind: str) -> Response[bytes]:
    """Send a table as a file with the day in its name; NotFound for no such kind."""
    if not is_kind(kind):
        raise NotFound
    body = await asyncio.to_thread(_MAKERS[kind], table)
    return Response(body, media_type=MEDIA_TYPES[kind], headers=file_of_today(visit, table.name, kind))


def file_of_today(visit: Visit, name: str, kind: str) -> dict[str, str]:
    """Return the headers of a file that is kept, with the day in its name, and nowhere between."""
    day = clock.now().astimezone(visit.portal.site.zone).date()
    name = f"{name}-{day.isoformat()}.{kind}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}


def _as_csv(table: TableFile) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(value) for value in line] for line in table.lines)
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(table: TableFile) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - it is large, and few ask for a workbook

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet(table.sheet), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    heads, widths = table.lines[0], table.widths
    for place, head in enumerate(heads):
        sheet.set_column(place, place, widths[place] if place < len(widths) else _WIDTH)
        sheet.write_string(0, place, head, bold)
    for number, line in enumerate(table.lines[1:], start=1):
        for place, value in enumerate(line):
            sheet.write_string(number, place, value)
    sheet.autofilter(0, 0, max(len(table.lines) - 1, 1), len(heads) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


MEDIA_TYPES: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_MAKERS: Mapping[str, Callable[[TableFile], bytes]] = {"xlsx": _as_workbook, "csv": _as_csv}
