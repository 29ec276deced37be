"""A list becomes rows, each cell with what is meant by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet.cells import tidy
from core.enrollment.spreadsheet.columns import EXAMPLE_EMAIL, Column
from core.enrollment.spreadsheet.headings import FoundList, find_list, letter_of
from core.enrollment.spreadsheet.judging import judged
from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.matching import plain, short
from core.enrollment.spreadsheet.one_row import read_row
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.storing import MOST_PEOPLE
from core.enrollment.uploaded.limits import MOST_ROWS, TOO_MANY_ROWS
from core.enrollment.uploaded.table import Book, Row
from core.portal import Portal

ONLY_HEADINGS = "The file has no people in it, only headings."
_TOTALS = frozenset(
    {"total", "totals", "grandtotal", "sum", "count", "subtotal", "totalstaff", "totalpeople"}
)
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as read: its rows, the headings that stand for nothing here, and what should be said of it."""

    rows: tuple[ReadRow, ...]
    unused: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def read_sheet(portal: Portal, draft: Draft, book: Book) -> Sheet:
    """Read the people under the headings of a file; raise Unreadable."""
    found = find_list(portal, book)
    places, rest = found.headings.places, [row for row in found.sheet.rows if row.number > found.headings.row]
    totals = [row for row in rest if _is_total(row)]
    rows = [read_row(places, row) for row in rest if row not in totals and _holds_people(places, row)]
    rows = [row for row in rows if row.values.get("email", "").lower() != EXAMPLE_EMAIL]
    if not rows:
        raise Unreadable(ONLY_HEADINGS)
    if len(rows) > MOST_ROWS or len(draft.everybody) + len(rows) > MOST_PEOPLE:
        raise Unreadable(TOO_MANY_ROWS)
    notices = (*book.notices, *found.notices, *found.headings.notices, *_about(found, totals))
    return Sheet(judged(portal, draft, rows), found.headings.unused, notices)


def _about(found: FoundList, totals: Sequence[Row]) -> list[str]:
    """Say what of the chosen sheet its owner may not see or expect."""
    places = found.headings.places
    said = [
        f"Row {row.number} looks like a line of totals (“{short(row.cells[0].text)}”), so it was left aside."
        for row in totals
    ]
    hidden = [
        f"{places[place].label} ({letter_of(place)})"
        for place in found.sheet.hidden_columns
        if place in places
    ]
    if hidden:
        said.append(f"These columns are hidden in your file and were read: {', '.join(hidden)}.")
    rows = [row for row in found.sheet.rows if row.number > found.headings.row]
    if formulas := [
        f"{letter_of(cell.column)}{row.number}" for row in rows for cell in row.cells if cell.formula
    ]:
        more = ", …" if len(formulas) > _NAMED else ""
        said.append(
            f"Cells with a formula were read as the value they show: {', '.join(formulas[:_NAMED])}{more}."
        )
    return said


def _is_total(row: Row) -> bool:
    first = row.cells[0].text
    words = plain("".join(letter for letter in first if not letter.isdigit()))
    return words in _TOTALS and not any("@" in cell.text for cell in row.cells)


def _holds_people(places: Mapping[int, Column], row: Row) -> bool:
    return any(cell.column in places and tidy(cell.text) for cell in row.cells)
