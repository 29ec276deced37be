"""One row becomes the values that a form would get, with what was changed and what cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from core.enrollment.spreadsheet.cells import check_zeros, meant, with_extension
from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.matching import not_one_of, short, value_of, without_brackets
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.uploaded.table import Cell, Row

_YES = frozenset({"yes", "y", "x", "✓", "✔", "☑", "true", "1"})
_NO = frozenset({"", "no", "n", "false", "0", "-"})
Texts = dict[str, str]


class _Found(NamedTuple):
    """What the cells of a row say, each by the name of its column."""

    values: Texts
    unread: Texts
    notes: Texts


def read_row(places: Mapping[int, Column], row: Row) -> ReadRow:
    """Read the cells that stand under a heading; a detail without a cell is empty."""
    details = [column.name for column in places.values() if not column.application]
    found = _Found(dict.fromkeys(details, ""), {}, {})
    asked = []
    for cell in row.cells:
        column = places.get(cell.column)
        if column is not None and _taken(found, column, cell):
            asked.append(column.name)
    _split_extension(found)
    _split_state(found, next((each for each in places.values() if each.name == "license_state"), None))
    return ReadRow(row.number, found.values, tuple(asked), {}, {}, found.unread, found.notes, row.hidden)


def _taken(found: _Found, column: Column, cell: Cell) -> bool:
    """Take one cell; tell whether it asks for an application."""
    text, note, fault = _meant(column, cell)
    if note:
        found.notes[column.name] = note
    if fault:
        found.unread[column.name] = fault
    if column.application:
        return text == "yes"
    found.values[column.name] = text
    return False


def _meant(column: Column, cell: Cell) -> tuple[str, str, str]:
    text, note, fault = meant(column, cell)
    if fault:
        return "" if column.application else text, "", fault
    if column.application:
        return _wanted(column, text, note)
    if column.choices and text:
        value = value_of(column, text)
        if value is None:
            return text, "", not_one_of(column.label, text, dict(column.choices))
        return value, note, ""
    return text, note or check_zeros(column, cell), ""


def _wanted(column: Column, text: str, note: str) -> tuple[str, str, str]:
    if text.casefold() in _YES:
        return "yes", "", ""
    if text.casefold() in _NO:
        return "", "" if text else note, ""
    return "", "", f"{column.label}: “{short(text)}” is neither yes nor empty. Write yes, or leave it empty."


def _split_extension(found: _Found) -> None:
    changed, note = with_extension(found.values)
    found.values.update(changed)
    if note:
        found.notes["phone"] = note


def _split_state(found: _Found, column: Column | None) -> None:
    """Take the state off a license number such as "A123 (AZ)", when it is the state of the license."""
    typed = found.values.get("license_number", "")
    number, state = without_brackets(typed)
    named = value_of(column, state) if column and state else None
    if column is None or named is None:
        return
    if found.values["license_state"] not in {"", named}:
        words = f"License number: “{short(typed)}” names another state than {column.label}."
        found.unread["license_number"] = words
        return
    found.notes["license_number"] = f"Read from “{short(typed)}”"
    found.values.update({"license_number": number, "license_state": named})
