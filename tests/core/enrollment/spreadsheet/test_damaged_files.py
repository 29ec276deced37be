import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.enrollment.spreadsheet import open_book
from core.enrollment.uploaded.child import as_book
from core.enrollment.uploaded.limits import MOST_ROWS, Refused
from core.enrollment.uploaded.table import Book
from tests.core.enrollment.spreadsheet.books import parts, sheet_xml, workbook, zipped

PLAIN = workbook([["First name", "Phone"], ["Ada", 6025550123], ["Bo", True]])
SMALL = zipped(parts(), stored=True)


def texts(book: Book) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in book.sheets[0].rows]


async def test_every_kind_of_file_gives_the_same_text():
    expected = [["First name", "Phone"], ["Ada", "6025550123"], ["Bo", "yes"]]
    assert texts(await open_book("List.XLSX", PLAIN)) == expected
    for text in ("First name,Phone\r\nAda,6025550123\r\nBo,yes", "First name;Phone\nAda;6025550123\nBo;yes"):
        assert texts(await open_book("list.csv", b"\xef\xbb\xbf" + text.encode())) == expected
        assert texts(await open_book("list.txt", text.encode("utf-16"))) == expected


def test_as_many_rows_as_allowed_are_taken():
    book = as_book(workbook([["First name"]] + [["Ada"]] * MOST_ROWS), workbook=True)
    assert len(book.sheets[0].rows) == MOST_ROWS + 1 and not book.sheets[0].fault


@pytest.mark.parametrize("whole", [PLAIN, SMALL])
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(whole: bytes, data: st.DataObject):
    damaged = bytearray(whole)
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    for workbook_or_text in (True, False):
        try:
            as_book(bytes(damaged), workbook=workbook_or_text)
        except Refused as told:
            assert told.words


def test_a_cell_says_one_thing_only():
    cells = '<t>a</t><c r="A1" t="inlineStr"><is><t>First</t></is><v>0</v></c>'
    cells += '<c r="B1"><is><t>b</t></is><v>7</v></c>'
    rows = f'<row r="1">{cells}<row r="2"></row></row>'
    book = as_book(zipped(parts(sheet=sheet_xml(rows))), workbook=True)
    assert texts(book) == []
    book = as_book(zipped(parts(sheet=sheet_xml(f'<row r="1">{cells}</row>'))), workbook=True)
    assert texts(book) == [["First", "7"]]
