"""The row of headings: where it stands, and which column each heading means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from core.enrollment.spreadsheet.aliases import Meaning, headings_for, spelled
from core.enrollment.spreadsheet.columns import FULL_NAME, Column, readable
from core.enrollment.spreadsheet.limits import Unreadable
from core.enrollment.spreadsheet.matching import nearest, short
from core.enrollment.uploaded.limits import EMPTY, MOST_ABOVE
from core.enrollment.uploaded.table import Book, FilledSheet, Row
from core.portal import Portal

# Fewer headings than these are no list of people.
_LEAST_KNOWN, _LEAST_CELLS = 2, 3
_IN_PLACE: Mapping[str, tuple[str, ...]] = {
    "first_name": (FULL_NAME,),
    "last_name": (FULL_NAME,),
    "staff_type": ("suffix",),
}


class FoundList(NamedTuple):
    """The sheet that was chosen, the row of it that holds the headings, and what should be said of it."""

    sheet: FilledSheet
    headings: Row
    notices: tuple[str, ...]


def find_list(portal: Portal, book: Book) -> FoundList:
    """Choose the first visible sheet whose headings fit, or fit best; raise Unreadable without one."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise Unreadable(book.sheets[0].fault if book.sheets and book.sheets[0].fault else EMPTY)
    known = readable(portal)
    rows = [_best_row(known, sheet) for sheet in filled]
    fitting = [
        at for at, row in enumerate(rows) if not lacking_columns(known, first_matches(known, _texts(row)))
    ]
    most = max(range(len(rows)), key=lambda at: _fit(known, rows[at]))
    chosen = fitting[0] if fitting else most
    if filled[chosen].fault:
        raise Unreadable(filled[chosen].fault)
    if _fit(known, rows[chosen]) < _LEAST_KNOWN and len(rows[chosen].cells) < _LEAST_CELLS:
        raise Unreadable(_lacking(known, rows[chosen]))
    sheets = [filled[at] for at in fitting]
    return FoundList(filled[chosen], rows[chosen], _about_sheets(book, filled[chosen], sheets))


def first_matches(known: tuple[Column, ...], texts: Mapping[int, str]) -> dict[int, str]:
    """Say which column each heading means, by its place; what two headings claim alike is neither's."""
    headings = headings_for(known)
    meanings = {place: headings.meaning(text) for place, text in texts.items()}
    found = _won(meanings)
    if "last_name" in found.values():
        found = {place: "" if name == FULL_NAME else name for place, name in found.items()}
    return found


def claims(
    known: tuple[Column, ...], texts: Mapping[int, str], matches: Mapping[int, str]
) -> dict[str, list[int]]:
    """Name the columns that several headings claim and none has, with the places of those."""
    headings, found = headings_for(known), dict[str, list[int]]()
    for place, text in texts.items():
        meaning = headings.meaning(text)
        if meaning and meaning.name not in matches.values() and not matches.get(place):
            found.setdefault(meaning.name, []).append(place)
    return {name: places for name, places in found.items() if len(places) > 1}


def lacking_columns(known: tuple[Column, ...], matches: Mapping[int, str]) -> list[Column]:
    """List the needed columns that the list does not have, and that nothing else stands for."""
    there = set(matches.values())
    return [
        column
        for column in known
        if column.required and not there & {column.name, *_IN_PLACE.get(column.name, ())}
    ]


def likely(known: tuple[Column, ...], text: str, matches: Mapping[int, str]) -> Column | None:
    """Find the column that a heading which was not understood may mean."""
    free = {
        spelling: name
        for spelling, name in headings_for(known).spellings.items()
        if name not in matches.values() and name != FULL_NAME
    }
    name = free.get(nearest(text, free), "")
    return next((column for column in known if column.name == name), None)


def remembered_matches(
    known: tuple[Column, ...], texts: Mapping[int, str], remembered: Mapping[str, str]
) -> dict[int, str]:
    """Say which column each heading means, first by what was chosen for such headings before."""
    found, names = first_matches(known, texts), {column.name for column in known}
    for place, text in texts.items():
        name = remembered.get(spelled(text))
        if name is None or (name and name not in names):
            continue
        found = {at: "" if name and other == name else other for at, other in found.items()}
        found[place] = name
    return found


def _won(meanings: Mapping[int, Meaning | None]) -> dict[int, str]:
    """Give each column to the one heading that names it most surely, and to none when there are two."""
    every = Counter(each for each in meanings.values() if each)
    highest: dict[str, int] = {}
    for each in every:
        highest[each.name] = max(highest.get(each.name, 0), each.rank)
    return {
        place: each.name if each and each.rank == highest[each.name] and every[each] == 1 else ""
        for place, each in meanings.items()
    }


def _best_row(known: tuple[Column, ...], sheet: FilledSheet) -> Row:
    rows = sheet.rows[: MOST_ABOVE + 1]
    whole = next((row for row in rows if not lacking_columns(known, first_matches(known, _texts(row)))), None)
    return whole or max(rows, key=lambda row: (_fit(known, row), len(row.cells)))


def _fit(known: tuple[Column, ...], row: Row) -> int:
    headings = headings_for(known)
    found = {headings.meaning(cell.text) for cell in row.cells}
    return len({each.name for each in found if each})


def _texts(row: Row) -> dict[int, str]:
    return {cell.column: cell.text for cell in row.cells}


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


def _lacking(known: tuple[Column, ...], row: Row) -> str:
    labels = ", ".join(column.label for column in lacking_columns(known, first_matches(known, _texts(row))))
    headings = ", ".join(short(cell.text) for cell in row.cells)
    return (
        f"These columns are missing: {labels}. These headings weren’t understood: {headings}. "
        "Change the headings, or use the template."
    )
