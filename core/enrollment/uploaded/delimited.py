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
    """Return the mark that parts most of the first rows alike, into most cells.

    A mark that is in one row only, as in a heading or a note, counts when no other parts two rows.
    """
    return max(_MARKS, key=lambda mark: _parted(text, mark))


def _parted(text: str, mark: str) -> tuple[bool, int]:
    """Tell whether a mark parts two rows into as many cells, and how many filled ones that makes."""
    alike: dict[int, list[int]] = {}
    try:
        for row in islice(_reader(text, mark), MOST_ABOVE):
            alike.setdefault(len(row), []).append(sum(map(bool, map(str.strip, row))))
    except csv.Error:
        return False, 0
    parted = [filled for filled in alike.values() if max(filled) > 1]
    return max(((len(filled) > 1, len(filled) * max(filled)) for filled in parted), default=(False, 0))


def _reader(text: str, mark: str, *, strict: bool = False) -> Iterator[list[str]]:
    """Read rows; a blank behind a mark belongs to no cell, and a quotation mark after it opens one."""
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=mark, skipinitialspace=True, strict=strict)


def _rows(text: str, mark: str) -> Iterator[list[str]]:
    number = 0
    try:
        for number, row in enumerate(_reader(text, mark, strict=True), start=1):
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
