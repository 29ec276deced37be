"""What parts the cells of a text is found by the rows it parts alike, whatever headings and notes hold."""

import random

import pytest

from core.enrollment.drafts import Draft
from core.enrollment.uploaded.delimited import read_delimited
from core.portal import Portal
from tests.core.enrollment.spreadsheet.lists import DOCTOR, HEAD, read, text_of

SEPARATORS = ",;\t|"
INSIDE = 'abcdefghijklmnop ,;|\t"'


def shape(text: str) -> list[list[str]]:
    """The rows of a text, each as its cells."""
    return [[cell.text for cell in row.cells] for row in read_delimited(text.encode()).sheets[0].rows]


@pytest.mark.parametrize("mark", SEPARATORS)
@pytest.mark.parametrize("inside", SEPARATORS)
async def test_a_heading_that_holds_separators_moves_no_column(
    portal: Portal, draft: Draft, mark: str, inside: str
) -> None:
    note = f"Notes{inside}" + inside.join(f" word {number}" for number in range(40))
    found = await read(portal, draft, text_of([*HEAD, note], [*DOCTOR, f"fine{inside} so far"], mark=mark))
    (row,) = found.rows
    said = {name: row.values[name] for name in ("first_name", "last_name", "phone", "license_number", "npi")}
    assert said == {
        "first_name": "Zo\u00eb", "last_name": "O\u2019Neill", "phone": "602 555 0110",
        "license_number": "A-77", "npi": "1245319599",
    }  # fmt: skip
    assert row.good


HEADS = {
    "first": ['"Staff; type"', "First", "Last"],
    "in the middle": ["First", '"Staff; type; of; person; here"', "Last"],
    "last, with quotes within": ["First", "Last", '"Kind ""a; b; c; d"""'],
    "with a blank before the quote": ["First", ' "Staff; type"', ' "Last; name"'],
    "over two lines": ["First", '"Staff;\ntype; here; or; there"', "Last"],
}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize("said", ["", "sep=;\r\n"])
def test_a_quoted_heading_with_semicolons_is_one_cell_between_semicolons(kind: str, said: str) -> None:
    rows = shape(said + ";".join(HEADS[kind]) + "\r\nAna;Staff;Ng\r\nWei;Staff;Chen\r\n")
    assert [len(row) for row in rows] == [3, 3, 3]
    assert rows[1:] == [["Ana", "Staff", "Ng"], ["Wei", "Staff", "Chen"]]


def test_what_a_program_quotes_is_read_as_it_was_written() -> None:
    dice = random.Random(7)
    for _ in range(300):
        mark, height = dice.choice(SEPARATORS), dice.randrange(2, 9)
        written = [[f"x{''.join(dice.choices(INSIDE, k=9))}x" for _ in range(6)] for _ in range(height)]
        assert shape(text_of(*written, mark=mark)) == written


def test_a_title_above_the_list_does_not_say_what_parts_it() -> None:
    title = "Our people; of; this; office; and; of; no; other\n"
    assert shape(title + '"Staff; type",First,Last\nStaff,Ana,Ng\n')[1:] == [
        ["Staff; type", "First", "Last"], ["Staff", "Ana", "Ng"],
    ]  # fmt: skip
