"""Lists of people as practices write them, and reading one."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import xlsxwriter

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet import open_book
from core.enrollment.spreadsheet.preview import Preview, previewed
from core.enrollment.spreadsheet.reading import read_list
from core.enrollment.uploaded.table import Book
from core.portal import Portal

HEAD = (
    *("Staff type", "Suffix", "First name", "M.I.", "Last name", "E-mail", "Phone", "Cerner Millennium"),
    *("License state", "License number", "NPI", "Specialty", "Extension"),
)
CODER = ("Staff", "Coder", "Wei", "", "Chen", "wei@peaks.example", "602 555 0111", "x")
DOCTOR = (
    *("Provider", "MD", "Zo\u00eb", "", "O\u2019Neill", "zoe@peaks.example", "602 555 0110", "yes"),
    *("Arizona", "A-77", "1245319599", "Surgery", ""),
)


def text_of(*rows: Sequence[object], mark: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    return text.getvalue()


def workbook(fill: Callable[[Any, Any], None], **options: object) -> bytes:
    """A workbook whose first sheet has the headings in its first row."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    sheet = book.add_worksheet("Staff")
    sheet.write_row(0, 0, HEAD)
    fill(book, sheet)
    book.close()
    return stream.getvalue()


async def read(portal: Portal, draft: Draft, data: bytes | str, name: str = "") -> Preview:
    content = data.encode() if isinstance(data, str) else data
    kind = name or ("list.xlsx" if content.startswith(b"PK") else "list.csv")
    return looked_at(portal, draft, await open_book(kind, content))


def looked_at(portal: Portal, draft: Draft, book: Book) -> Preview:
    return previewed(portal, draft, (uuid4(), "list"), read_list(portal, draft, book, {}))
