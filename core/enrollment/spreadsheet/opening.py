"""Opening a file that a stranger sent: the rows of its first sheet as text, or plain words on why not."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence

import python_calamine

from core.enrollment.spreadsheet.limits import (
    EMPTY,
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    NOT_A_SHEET,
    TOO_LARGE,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Unreadable,
    check_archive,
)


def open_table(data: bytes) -> list[list[str]]:
    """Read the rows of a CSV or XLSX file as text, empty rows included; raises Unreadable."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if not data.strip():
        raise Unreadable(EMPTY)
    rows = _workbook(data) if data.startswith(b"PK") else _text(data)
    table: list[list[str]] = []
    for row in rows:
        if len(table) > MOST_ROWS:
            raise Unreadable(TOO_MANY_ROWS)
        table.append(_row(row))
    return table


def _row(cells: Sequence[object]) -> list[str]:
    texts = [_as_text(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise Unreadable(TOO_MANY_COLUMNS)
    return texts


def _as_text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip()[: LONGEST_CELL + 1]


def _text(data: bytes) -> Iterator[Sequence[object]]:
    if b"\0" in data:
        raise Unreadable(NOT_A_SHEET)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if not text:
        raise Unreadable(EMPTY)  # nothing but the mark that text files may begin with
    first = text.splitlines()[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield list(row)
    except csv.Error as problem:
        raise Unreadable(NOT_A_SHEET) from problem


def _workbook(data: bytes) -> Iterator[Sequence[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive)
        book = python_calamine.load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 1:
            raise Unreadable(TOO_MANY_ROWS)
        rows: list[Sequence[object]] = list(sheet.to_python(skip_empty_area=False))
    except Unreadable:
        raise
    # Zip, XML and the reader itself each fail in their own way on files made to break them, and a panic of
    # the reader is no Exception.
    except BaseException as problem:
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise Unreadable(NOT_A_SHEET) from problem
        raise
    yield from rows
