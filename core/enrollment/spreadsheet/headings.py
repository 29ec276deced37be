"""The row of headings: where it stands, and which column each heading means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.enrollment.spreadsheet.columns import Column, columns
from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.matching import nearest, plain, short, unique, without_brackets
from core.enrollment.uploaded.limits import EMPTY, MOST_ABOVE
from core.enrollment.uploaded.table import Book, FilledSheet, Row
from core.portal import Portal

# What people write over these columns, beside their label and their own name.
_ALSO: Mapping[str, tuple[str, ...]] = {
    "staff_type": ("type", "user type", "role", "type of staff", "staff category"),
    "suffix": ("credential", "credentials", "degree", "professional suffix"),
    "first_name": ("first", "given name", "forename", "name first"),
    "middle_initial": ("mi", "middle", "initial", "middle name", "name middle"),
    "last_name": ("last", "surname", "family name", "name last"),
    "email": ("email", "e-mail", "mail", "email id", "mail address", "work email", "business email"),
    "phone": ("phone", "telephone", "tel", "phone no", "telephone number", "telephone no", "work phone"),
    "extension": ("ext", "phone extension", "phone ext"),
    "license_state": ("licensed state", "license state", "state of license", "state license"),
    "license_number": ("state license number", "license number", "license", "license no", "lic no"),
    "npi": ("npi", "npi number", "npi no", "national provider identifier"),
    "specialty": ("speciality", "specialties"),
}
_WHOLE_NAMES = frozenset({"name", "fullname", "staffname", "employeename", "providername", "employee"})


class Headings(NamedTuple):
    """Which row holds the headings, the column at each place, and the headings that stand for nothing."""

    row: int
    places: Mapping[int, Column]
    unused: tuple[str, ...]
    notices: tuple[str, ...] = ()


class FoundList(NamedTuple):
    """The sheet that was chosen, and its headings."""

    sheet: FilledSheet
    headings: Headings
    notices: tuple[str, ...]


def find_list(portal: Portal, book: Book) -> FoundList:
    """Choose the first visible sheet whose headings fit; raise Unreadable with what is missing."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise Unreadable(book.sheets[0].fault if book.sheets and book.sheets[0].fault else EMPTY)
    known = columns(portal)
    fitting = [sheet for sheet in filled if _heading_row(known, sheet) is not None]
    chosen = (fitting or filled)[0]
    place = _heading_row(known, chosen)
    headings = _headings(known, chosen.rows[_best_row(known, chosen) if place is None else place])
    if chosen.fault:
        raise Unreadable(chosen.fault)
    return FoundList(chosen, headings, _about_sheets(book, chosen, fitting))


def _about_sheets(book: Book, chosen: FilledSheet, fitting: list[FilledSheet]) -> tuple[str, ...]:
    said = []
    others = [sheet.name for sheet in book.sheets if sheet is not chosen and sheet.rows]
    if others:
        said.append(f"The sheet “{chosen.name}” was read, not {_quoted(others)}.")
    lists = [sheet.name for sheet in fitting if sheet is not chosen]
    if lists:
        said.append(f"{_quoted(lists)} also has a list of people. Add it as a file of its own.")
    if book.hidden_sheets:
        said.append(f"Hidden in your file, so not read: {_quoted(list(book.hidden_sheets))}.")
    return tuple(said)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _heading_row(known: tuple[Column, ...], sheet: FilledSheet) -> int | None:
    rows = sheet.rows[: MOST_ABOVE + 1]
    return next(
        (place for place, row in enumerate(rows) if not _missing(known, _columns_of(known, row))), None
    )


def _best_row(known: tuple[Column, ...], sheet: FilledSheet) -> int:
    rows = sheet.rows[: MOST_ABOVE + 1]
    return max(range(len(rows)), key=lambda place: len(set(_columns_of(known, rows[place]).values())))


def _columns_of(known: tuple[Column, ...], row: Row) -> dict[int, Column]:
    spellings = _by_heading(known)
    found = {cell.column: _meant(spellings, cell.text) for cell in row.cells}
    return {place: column for place, column in found.items() if column is not None}


def _missing(known: tuple[Column, ...], places: Mapping[int, Column]) -> list[str]:
    there = set(places.values())
    return [column.label for column in known if column.required and column not in there]


def _headings(known: tuple[Column, ...], row: Row) -> Headings:
    places = _columns_of(known, row)
    _no_twins(row, places)
    spellings = {
        spelling: column for spelling, column in _by_heading(known).items() if column not in places.values()
    }
    unused = [_unused(spellings, cell.text) for cell in row.cells if cell.column not in places]
    if missing := _missing(known, places):
        raise Unreadable(_lacking(missing, unused))
    notices = [
        f"The column “{short(cell.text)}” was read as {places[cell.column].label}."
        for cell in row.cells
        if cell.column in places and without_brackets(cell.text)[1] and not _is_label(places, cell)
    ]
    return Headings(row.number, places, tuple(unused), tuple(notices))


def _is_label(places: Mapping[int, Column], cell: object) -> bool:
    column, text = getattr(cell, "column", -1), getattr(cell, "text", "")
    return plain(text) == plain(places[column].label)


def _no_twins(row: Row, places: Mapping[int, Column]) -> None:
    seen: dict[str, str] = {}
    for cell in row.cells:
        column = places.get(cell.column)
        if column is None:
            continue
        where = f"“{short(cell.text)}” (column {letter_of(cell.column)})"
        if column.name in seen:
            raise Unreadable(
                f"The column {column.label} is there twice: {seen[column.name]} and {where}. "
                "Delete one of them, or give it another heading."
            )
        seen[column.name] = where


def _lacking(missing: list[str], unused: list[str]) -> str:
    words = f"These columns are missing: {', '.join(missing)}."
    if unused:
        words += f" These headings were not understood: {', '.join(unused[:MOST_ABOVE])}."
    return f"{words} Change the headings, or use the template."


def _unused(spellings: Mapping[str, Column], text: str) -> str:
    if plain(text) in _WHOLE_NAMES:
        return f"{short(text)} (write first name and last name in two columns)"
    near = nearest(text, spellings)
    return f"{short(text)} (did you mean {spellings[near].label}?)" if near else short(text)


def _meant(spellings: Mapping[str, Column], text: str) -> Column | None:
    before, inside = without_brackets(text)
    exact = spellings.get(_spelled(text))
    return exact or (spellings.get(_spelled(before)) if inside else None)


def _by_heading(known: tuple[Column, ...]) -> dict[str, Column]:
    """Return every heading that is understood, with its column; one that two columns share is not."""
    by_name = {column.name: column for column in known}
    names = [(column, text) for column in known for text in (column.label, column.name)]
    certain = unique((_spelled(text), column.name) for column, text in names)
    cut = unique((_spelled(without_brackets(text)[0]), column.name) for column, text in names)
    also = {
        _spelled(text): column.name
        for column in known
        if not column.application
        for text in _ALSO.get(column.name, ())
    }
    return {spelling: by_name[name] for spelling, name in (also | cut | certain).items()}


def _spelled(text: str) -> str:
    """Return a heading as it is compared, in one spelling of the word license and of "e-mail"."""
    return plain(text).replace("licenc", "licens")


def letter_of(column: int) -> str:
    """Return the letters over a column, as spreadsheet programs write them."""
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(65 + place) + letters
    return letters
