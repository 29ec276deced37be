"""A text file with one row a line: what parts its cells, and where its rows end."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from core.enrollment.uploaded.letters import read_letters
from core.enrollment.uploaded.limits import LARGEST_FILE, LONGEST_CELL, MOST_ABOVE, Refused
from core.enrollment.uploaded.sheet import Filled
from core.enrollment.uploaded.table import Book, Cell, FilledSheet

_MARKS = ",;\t|"
_SAID = re.compile(r'\ufeff?"?sep=(.)"?[,;\t|]*\r?\n?', re.IGNORECASE)
_LINES_IN_A_CELL = 5


def read_delimited(data: bytes) -> Book:
    """Read the filled rows of a text file; raise Refused when they cannot be told apart."""
    letters = read_letters(data)
    csv.field_size_limit(LARGEST_FILE)
    text, mark = _said(letters.text)
    filled = Filled()
    for number, cells in enumerate(_rows(text, mark or _likely(text)), start=1):
        filled.add(number, (_cell(place, cell) for place, cell in enumerate(cells)))
        if filled.fault:
            break
    notices = (letters.notice,) if letters.notice else ()
    return Book((FilledSheet("", tuple(filled.rows), (), filled.fault),), (), notices)


def _cell(place: int, text: str) -> Cell:
    return Cell(place, text[: 2 * LONGEST_CELL].strip()[: LONGEST_CELL + 1])


def _said(text: str) -> tuple[str, str]:
    """Follow the line with which a spreadsheet program names its separator; it is no row."""
    found = _SAID.match(text)
    return (text[found.end() :], found[1]) if found else (text, "")


def _likely(text: str) -> str:
    """Return the mark that parts the widest row among the first ones."""
    return max(_MARKS, key=lambda mark: _width(text, mark))


def _width(text: str, mark: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return max((sum(map(bool, row)) for row in islice(reader, MOST_ABOVE)), default=0)
    except csv.Error:
        return 0


def _rows(text: str, mark: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.count("\n") + cell.count("\r") > _LINES_IN_A_CELL for cell in row):
                raise Refused(_open(number))
            yield row
    except csv.Error:
        raise Refused(_open(number + 1)) from None


def _open(row: int) -> str:
    return (
        f"A quotation mark in row {row} has no partner, so the rows after it can’t be told apart. "
        "Correct it, or save the list as .xlsx, and try again."
    )
