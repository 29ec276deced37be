"""What a file may hold, looked at before anything reads it.

A workbook is examined through its zip directory and its raw XML, because the reader keeps a whole sheet in
memory: a small file can claim a sheet of seventeen thousand million cells.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from core.errors import Invalid

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS = 1000
MOST_COLUMNS = 60
LONGEST_CELL = 1000
_LARGEST_UNPACKED = 24 * 1024 * 1024
_MOST_ENTRIES = 200
_LARGEST_TEXTS = 64 * 1024 * 1024
_PLACE = re.compile(rb"""[\s"']r\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(rb"([A-Z]{1,3})?(\d{1,7})")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")

TOO_MANY_ROWS = f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files."
TOO_MANY_COLUMNS = f"The file has more than {MOST_COLUMNS} columns. Use the template."
TOO_LARGE = f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. Split it into smaller files."
EMPTY = "The file is empty."
NOT_A_SHEET = "This is not a spreadsheet that can be read. Save it as .xlsx or .csv and try again."
ODD = "This workbook holds more than a plain list. Copy the list into the template and try again."


class Unreadable(Invalid):
    """The file cannot be taken; the words say why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__({"file": words})


def check_archive(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook that would unpack to more than a list of members may be; raises Unreadable."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > _MOST_ENTRIES or len(names) < len(entries):
        raise Unreadable(ODD)
    if "xl/workbook.xml" not in names:
        raise Unreadable(NOT_A_SHEET)
    cells, longest = 0, 0
    for content in _unpacked(archive, entries):
        # A sheet may lie under any name, but it cannot hide this word.
        if b"sheetData" in content:
            cells += _cells_of(content)
        if b"</si>" in content or b":si>" in content:
            longest = max(longest, *map(len, re.split(rb"</(?:\w+:)?si>", content)))
    # One long text that every cell points to is copied for each of them.
    if longest * cells > _LARGEST_TEXTS:
        raise Unreadable(ODD)


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[bytes]:
    """Each entry, one at a time; what the directory says of sizes may be a lie, so they are counted."""
    budget = _LARGEST_UNPACKED
    if sum(entry.file_size for entry in entries) > budget:
        raise Unreadable(ODD)
    for entry in entries:
        with archive.open(entry) as stream:
            content = stream.read(budget + 1)
        budget -= len(content)
        if budget < 0:
            raise Unreadable(ODD)
        yield content


def _cells_of(sheet: bytes) -> int:
    """How many cells a sheet has; raises Unreadable when one of them, counted or named, lies too far out."""
    for place in _PLACE.findall(sheet):
        _near(place)
    rows = _ROW.split(sheet)
    if len(rows) > MOST_ROWS + 2:
        raise Unreadable(TOO_MANY_ROWS)
    widths = [len(_CELL.findall(row)) for row in rows]
    if max(widths) > MOST_COLUMNS:
        raise Unreadable(TOO_MANY_COLUMNS)
    return sum(widths)


def _near(place: bytes) -> None:
    parts = _REFERENCE.fullmatch(place)
    if parts is None:
        raise Unreadable(ODD)
    if int(parts[2]) > MOST_ROWS + 1:
        raise Unreadable(TOO_MANY_ROWS)
    column = 0
    for letter in parts[1] or b"":
        column = column * 26 + letter - 64
    if column > MOST_COLUMNS:
        raise Unreadable(TOO_MANY_COLUMNS)
