"""A file becomes a list that waits: the rows under its headings, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet.cells import tidy
from core.enrollment.spreadsheet.columns import Column, example_email, readable
from core.enrollment.spreadsheet.headings import FoundList, find_list, remembered_matches
from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.listing import Listing
from core.enrollment.spreadsheet.matching import plain, short, without_brackets
from core.enrollment.spreadsheet.rows import ListRow, letter_of
from core.enrollment.storing import MOST_PEOPLE
from core.enrollment.uploaded.limits import MOST_ROWS, TOO_MANY_ROWS
from core.enrollment.uploaded.table import Book, Row
from core.portal import Portal

ONLY_HEADINGS = "The file has no people in it, only headings."
_TOTALS = frozenset(
    {"total", "totals", "grandtotal", "sum", "count", "subtotal", "totalstaff", "totalpeople"}
)
_NAMED = 12


def read_list(portal: Portal, draft: Draft, book: Book, remembered: Mapping[str, str]) -> Listing:
    """Read the people under the headings of a file; raise Unreadable.

    `remembered` says what the practice chose for headings before.
    """
    found = find_list(portal, book)
    known = readable(portal)
    headings = {cell.column: cell.text for cell in found.headings.cells}
    matches = remembered_matches(known, headings, remembered)
    below = [row for row in found.sheet.rows if row.number > found.headings.number]
    example = example_email(portal.site)
    apart = {row.number: words for row in below if (words := _no_person(row, example))}
    rows = [row for row in below if row.number not in apart]
    if not rows:
        raise Unreadable(ONLY_HEADINGS)
    if len(rows) > MOST_ROWS or len(draft.everybody) + len(rows) > MOST_PEOPLE:
        raise Unreadable(TOO_MANY_ROWS)
    listing = Listing(
        headings,
        matches,
        tuple(
            ListRow(key, row.number, {cell.column: cell for cell in row.cells}, hidden=row.hidden)
            for key, row in enumerate(rows, start=1)
        ),
        _around(book, found, [(row, apart[row.number]) for row in below if row.number in apart]),
    )
    columns = {column.name: column for column in known}
    notices = (
        *book.notices,
        *found.notices,
        *_about_place(found),
        *_about_headings(columns, listing),
        *_about(columns, found, below),
    )
    return replace(listing, notices=notices)


def _around(book: Book, found: FoundList, apart: Sequence[tuple[Row, str]]) -> dict[str, int]:
    """Count the cells that stand in no row of a person."""
    above = [row for row in found.sheet.rows if row.number < found.headings.number]
    counts = {"above the headings": sum(len(row.cells) for row in above)}
    for sheet in book.sheets:
        if sheet is not found.sheet:
            counts[f"on the sheet “{sheet.name}”"] = sum(len(row.cells) for row in sheet.rows)
    for row, words in apart:
        counts[words] = counts.get(words, 0) + len(row.cells)
    return {words: count for words, count in counts.items() if count}


def _no_person(row: Row, example: str) -> str:
    if any(cell.text.strip().lower() == example for cell in row.cells):
        return "in the example row"
    if _is_total(row):
        return "in lines of totals"
    return "" if any(tidy(cell.text) for cell in row.cells) else "in rows without letters"


def _about_place(found: FoundList) -> list[str]:
    row = found.headings.number
    return [f"The headings were found in row {row}."] if found.sheet.rows[0].number < row else []


def _about_headings(columns: Mapping[str, Column], listing: Listing) -> list[str]:
    return [
        f"The column “{short(text)}” was read as {columns[name].label}."
        for place, text in listing.headings.items()
        if (name := listing.matches.get(place))
        and without_brackets(text)[1]
        and plain(text) != plain(columns[name].label)
    ]


def _about(columns: Mapping[str, Column], found: FoundList, rows: Sequence[Row]) -> list[str]:
    """Say what of the chosen sheet its owner may not see or expect."""
    said = [
        f"Row {row.number} looks like a line of totals (“{short(row.cells[0].text)}”), so it was left aside."
        for row in rows
        if _is_total(row)
    ]
    texts = {cell.column: cell.text for cell in found.headings.cells}
    hidden = [
        f"{short(texts[place])} ({letter_of(place)})"
        for place in found.sheet.hidden_columns
        if place in texts
    ]
    if hidden:
        said.append(f"These columns are hidden in your file and were read: {', '.join(hidden)}.")
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
