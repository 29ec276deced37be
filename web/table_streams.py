"""A table of any length as a file that is sent while it is read; nothing in it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO

from litestar.response import Stream

from core.enrollment.spreadsheet.columns import harmless
from core.errors import NotFound
from web.table_files import MEDIA_TYPES, file_of_today
from web.visit import Visit

_CHUNK = 64 * 1024
Lines = AsyncIterator[Sequence[str]]


def table_stream(visit: Visit, name: str, heads: Sequence[str], lines: Lines, kind: str) -> Stream:
    """Send a table as a file with the day in its name; NotFound for no such kind."""
    if kind not in MEDIA_TYPES:
        raise NotFound
    headers = file_of_today(visit, name, kind)
    body = _as_csv(heads, lines) if kind == "csv" else _as_workbook(heads, lines)
    return Stream(body, media_type=MEDIA_TYPES[kind], headers=headers)


async def _as_csv(heads: Sequence[str], lines: Lines) -> AsyncIterator[bytes]:
    yield "\ufeff".encode() + _csv_line(heads)
    async for line in lines:
        yield _csv_line(line)


def _csv_line(line: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow([harmless(value) for value in line])
    return text.getvalue().encode()


async def _as_workbook(heads: Sequence[str], lines: Lines) -> AsyncIterator[bytes]:
    """A workbook is read from its end: it goes through a file, of which little is in memory at a time."""
    with TemporaryFile() as file:
        await _write_workbook(file, heads, lines)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


async def _write_workbook(file: BinaryIO, heads: Sequence[str], lines: Lines) -> None:
    import xlsxwriter  # noqa: PLC0415 - it is large, and few ask for a workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet, bold = book.add_worksheet("Log"), book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for place, head in enumerate(heads):
        sheet.set_column(place, place, 26)
        sheet.write_string(0, place, head, bold)
    number = 0
    async for line in lines:
        number += 1
        for place, value in enumerate(line):
            sheet.write_string(number, place, value)
    book.close()
