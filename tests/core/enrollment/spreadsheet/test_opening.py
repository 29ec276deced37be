import io
import time
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.enrollment.spreadsheet import Unreadable, open_table
from core.enrollment.spreadsheet.limits import MOST_ROWS


def workbook(rows: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def changed(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with one part replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return stream.getvalue()


def sheet(inside: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{inside}</sheetData></worksheet>'.encode()


PLAIN = workbook([["First name", "Phone"], ["Ada", 6025550123], ["Bo", True]])
SHEET = "xl/worksheets/sheet1.xml"


def test_both_kinds_of_file_give_the_same_text():
    expected = [["First name", "Phone"], ["Ada", "6025550123"], ["Bo", "yes"]]
    assert open_table(PLAIN) == expected
    for text in ("First name,Phone\r\nAda,6025550123\r\nBo,yes", "First name;Phone\nAda;6025550123\nBo;yes"):
        assert open_table(b"\xef\xbb\xbf" + text.encode()) == expected


BOMBS = {
    "a row far out": changed(PLAIN, SHEET, sheet('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')),
    "a column far out": changed(PLAIN, SHEET, sheet('<row r="1"><c r="XFD1"><v>1</v></c></row>')),
    "a mark in front": changed(PLAIN, SHEET, sheet('<row r="1"><c s=">" r="XFD1"><v>1</v></c></row>')),
    "an escaped place": changed(PLAIN, SHEET, sheet('<row r="1"><c r="&#88;FD1"><v>1</v></c></row>')),
    "rows without places": changed(PLAIN, SHEET, sheet("<row><c><v>1</v></c></row>" * 5000)),
    "cells without places": changed(PLAIN, SHEET, sheet(f"<row>{'<c><v>1</v></c>' * 50_000}</row>")),
    "ten thousand rows": workbook([["First name"]] + [["Ada"]] * 10_000),
    "zeros": changed(PLAIN, "xl/media/image1.png", b"\0" * 200_000_000),
    "one long text": changed(
        changed(PLAIN, SHEET, sheet('<row><c t="s"><v>0</v></c></row>' * 900)),
        "xl/sharedStrings.xml",
        b"<sst><si><t>" + b"a" * 1_000_000 + b"</t></si></sst>",
    ),
    "a long CSV": b"First name,Last name\n" + b"Ada,Okafor\n" * 10_000,
    "a wide CSV": b"a," * 100_000,
    "a large file": b"a" * (2 * 1024 * 1024 + 1),
    "an empty file": b"  \n",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0",
    "another zip": changed(b"PK\x05\x06" + b"\0" * 18, "hello.txt", b"hello"),
    "half a file": PLAIN[: len(PLAIN) // 2],
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_is_no_list_of_members_is_refused_quickly_and_in_words(name: str):
    tracemalloc.start()
    started = time.monotonic()
    with pytest.raises(Unreadable) as told:
        open_table(BOMBS[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert told.value.errors["file"].endswith((".", "try again."))
    assert time.monotonic() - started < 3
    assert peak < 120_000_000


def test_as_many_rows_as_allowed_are_taken():
    assert len(open_table(workbook([["First name"]] + [["Ada"]] * MOST_ROWS))) == MOST_ROWS + 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject):
    damaged = bytearray(PLAIN)
    for place in data.draw(st.lists(st.integers(0, len(PLAIN) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    try:
        open_table(bytes(damaged))
    except Unreadable as told:
        assert told.errors["file"]
