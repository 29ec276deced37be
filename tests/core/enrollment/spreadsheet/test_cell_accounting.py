"""Every cell of a file is taken, changed and shown, set aside with its reason, or in a column not used."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.preview import Preview, previewed
from core.enrollment.spreadsheet.reading import read_list
from core.enrollment.spreadsheet.rows import ReadRow, letter_of
from core.enrollment.uploaded.child import as_book
from core.enrollment.uploaded.table import Book, Cell, Row
from core.portal import Portal
from tests.core.enrollment.spreadsheet.messy import Messy, messy

TEXTS, WORKBOOKS = 420, 80
NO = frozenset({"no", ""})


def looked_at(portal: Portal, draft: Draft, book: Book, **matches: int) -> Preview:
    listing = read_list(portal, draft, book, {})
    for name, place in matches.items():
        listing = replace(listing, matches={**listing.matches, place: name})
    return previewed(portal, draft, (uuid4(), "list"), listing)


def lost(portal: Portal, made: Messy, found: Preview) -> list[str]:
    """What is said of the cells of a file and is not so."""
    account, wrong = found.account, []
    if account.cells != made.cells:
        wrong.append(f"{account.cells} of {made.cells} cells")
    if account.aside.get("above the headings", 0) != made.above:
        wrong.append("above")
    if account.aside.get("in lines of totals", 0) != made.totals:
        wrong.append("totals")
    if account.unused != _unused(made):
        wrong.append(f"columns that are not used: {dict(account.unused)}")
    used = [place for place, name in enumerate(made.columns) if name]
    read = Counter(cell.column for row in found.rows for cell in row.cells.values())
    if any(read[place] != made.filled[place] for place in used):
        wrong.append("cells that nobody read")
    choices = {column.name: {label: key for key, label in column.choices} for column in readable(portal)}
    wrong += [f"row {row.number} {each}" for row in found.rows if row.good for each in _silent(row, choices)]
    return wrong


def _unused(made: Messy) -> dict[str, int]:
    return {
        text or f"column {letter_of(place)} without a heading": made.filled[place] + bool(text)
        for place, (text, name) in enumerate(zip(made.headings, made.columns, strict=True))
        if not name and made.filled[place] + bool(text)
    }


def _silent(row: ReadRow, choices: dict[str, dict[str, str]]) -> list[str]:
    """The cells of a good row that were changed, and nothing shows it."""
    found = []
    for name, cell in row.cells.items():
        told = name in row.notes or name in row.unasked or name in row.left_out
        value = row.values.get(name, "yes" if name in row.applications else "no")
        as_is = value == cell.text or name in row.applications or (name not in row.values and cell.text in NO)
        # A choice is shown by its label, whatever its spelling.
        if not (told or as_is or value in choices[name].values()):
            found.append(name)
    return found


def every() -> list[Messy]:
    texts = [messy(seed, workbook=False) for seed in range(TEXTS)]
    return [*texts, *(messy(seed, workbook=True) for seed in range(WORKBOOKS))]


def parsed(made: Messy) -> Book:
    return as_book(made.data, workbook=made.name.endswith("xlsx"))


async def test_no_cell_of_500_messy_files_is_lost_silently(portal: Portal, draft: Draft):
    files = every()
    assert len(files) == 500
    wrong = {
        made.name: found
        for made in files
        if (found := lost(portal, made, looked_at(portal, draft, parsed(made))))
    }
    assert wrong == {}


def _changed(book: Book, change: Callable[[Row], Row | None]) -> Book:
    first, *others = book.sheets
    rows = tuple(new for row in first.rows if (new := change(row)) is not None and new.cells)
    return book._replace(sheets=(first._replace(rows=rows), *others))


def _keeping(kept: Callable[[Cell], bool]) -> Callable[[Row], Row | None]:
    return lambda row: row._replace(cells=tuple(cell for cell in row.cells if kept(cell)))


FAULTS: dict[str, Callable[[Row], Row | None]] = {
    "the last cell": lambda row: row._replace(cells=row.cells[: max(1, len(row.cells) - 1)]),
    "a hidden row": lambda row: None if row.hidden else row,
    "a cell that is crossed out": _keeping(lambda cell: not cell.struck),
    "a number": _keeping(lambda cell: cell.kind == "text"),
    "what stands in the third column": _keeping(lambda cell: cell.column != 2),
    "a title": lambda row: row if len(row.cells) > 2 else None,
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_reader_that_drops_something_is_found(portal: Portal, draft: Draft, fault: str):
    files = [messy(seed, workbook=True) for seed in range(30)]
    found = []
    for made in files:
        book = _changed(parsed(made), FAULTS[fault])
        found += lost(portal, made, looked_at(portal, draft, book))
    assert found


async def test_two_columns_that_are_read_as_one_are_found(portal: Portal, draft: Draft):
    made = next(each for each in every() if "" in each.columns and each.filled[each.columns.index("")])
    assert lost(portal, made, looked_at(portal, draft, parsed(made), phone=made.columns.index("")))


async def test_a_change_that_nothing_shows_is_found(portal: Portal, draft: Draft):
    made = next(
        each for each in every() if any(row.good for row in looked_at(portal, draft, parsed(each)).rows)
    )
    found = looked_at(portal, draft, parsed(made))
    rows = [replace(row, cells={**row.cells, "email": Cell(0, "another")}, notes={}) for row in found.rows]
    assert lost(portal, made, replace(found, rows=tuple(rows)))
