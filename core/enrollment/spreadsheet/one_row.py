"""One row becomes the values that a form would get, with what was changed and what cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from core.enrollment.spreadsheet.cells import check_zeros, meant, with_extension
from core.enrollment.spreadsheet.columns import FULL_NAME, Column
from core.enrollment.spreadsheet.matching import not_one_of, short, suggested, value_of, without_brackets
from core.enrollment.spreadsheet.rows import LEFT_OUT, ListRow, ReadRow
from core.enrollment.spreadsheet.whole_names import split_name
from core.enrollment.uploaded.table import Cell
from core.names import first_upper
from core.site import SiteProfile
from core.site.terms import Terms

_YES = frozenset({"yes", "y", "x", "✓", "✔", "☑", "true", "1"})
_NO = frozenset({"", "no", "n", "false", "0", "-"})
_WITH_INITIAL = re.compile(r"(.{2,100}) (\w)\.?")
Texts = dict[str, str]
Columns = Mapping[str, Column]


class _Found(NamedTuple):
    """What the cells of a row say, each by the name of its column."""

    values: Texts
    unread: Texts
    notes: Texts
    offers: dict[str, tuple[str, ...]]


def read_row(site: SiteProfile, columns: Columns, matches: Mapping[int, str], row: ListRow) -> ReadRow:
    """Read the cells that stand under a heading; a detail without a cell is empty."""
    cells = {name: cell for name, cell in row.by_name(matches).items() if name in columns}
    there = {name for name in (*matches.values(), *cells) if name in columns}
    found = _Found({name: "" for name in there if not columns[name].application}, {}, {}, {})
    asked = [name for name, cell in cells.items() if _taken(found, columns[name], cell)]
    _split_name(found, columns)
    _split_initial(found)
    _split_extension(found)
    _split_state(found, columns.get("license_state"), site.terms)
    _infer_staff_type(found, site)
    return ReadRow(
        row.number,
        found.values,
        tuple(name for name in columns if name in asked),
        unread=found.unread,
        notes=found.notes,
        hidden=row.hidden,
        key=row.key,
        file=row.file,
        struck=row.struck,
        aside=LEFT_OUT if row.out else "",
        offers=found.offers,
        cells=cells,
    )


def _taken(found: _Found, column: Column, cell: Cell) -> bool:
    """Take one cell; tell whether it asks for an application."""
    text, note, fault = _meant(column, cell)
    if note:
        found.notes[column.name] = note
    if fault:
        found.unread[column.name] = fault
        found.offers[column.name] = suggested(column, cell.text)
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
        return "", note, ""
    return "", "", f"{column.label}: “{short(text)}” is neither yes nor empty. Write yes, or leave it empty."


def _split_name(found: _Found, columns: Columns) -> None:
    """Put the parts of a whole name where nothing was written into the cells of the parts."""
    whole, suffix = found.values.pop(FULL_NAME, ""), columns.get("suffix")
    if not whole:
        return
    split = split_name(whole, lambda text: suffix is not None and value_of(suffix, text) is not None)
    if split.ways:
        found.unread[FULL_NAME] = (
            f"Whole name: “{short(whole)}” can be split in more than one way. Write it as Last, First."
        )
        found.offers[FULL_NAME] = split.ways
        return
    parts = {"first_name": split.first, "middle_initial": split.middle, "last_name": split.last}
    for name, text in parts.items():
        if not found.values.get(name):
            found.values[name] = text
    found.notes[FULL_NAME] = f"Split from “{short(whole)}”"
    if suffix and split.suffix and not found.values.get("suffix"):
        found.values["suffix"] = value_of(suffix, split.suffix) or ""
        found.notes["suffix"] = f"Read from “{short(whole)}”"


def _split_initial(found: _Found) -> None:
    """Take a middle initial off the first name, where there is none yet."""
    whole = found.values.get("first_name", "")
    parted = _WITH_INITIAL.fullmatch(whole)
    if parted is None or found.values.get("middle_initial") or "first_name" in found.unread:
        return
    found.values.update({"first_name": parted[1], "middle_initial": parted[2].upper()})
    found.notes.setdefault("first_name", f"Read from “{short(whole)}”")


def _split_extension(found: _Found) -> None:
    changed, note = with_extension(found.values)
    found.values.update(changed)
    if note:
        found.notes["phone"] = note


def _split_state(found: _Found, column: Column | None, terms: Terms) -> None:
    """Take the state off a license number such as "A123 (AZ)", when it is the state of the license."""
    typed = found.values.get("license_number", "")
    number, state = without_brackets(typed)
    named = value_of(column, state) if column and state else None
    if column is None or named is None:
        return
    if found.values.get("license_state", "") not in {"", named}:
        place, number = terms.jurisdiction, f"{first_upper(terms.license)} number"
        words = f"{number}: “{short(typed)}” names another {place} than {column.label}."
        found.unread["license_number"] = words
        return
    found.notes["license_number"] = f"Read from “{short(typed)}”"
    found.values.update({"license_number": number, "license_state": named})


def _infer_staff_type(found: _Found, site: SiteProfile) -> None:
    """Take the staff type from the suffix, where only one of them has it."""
    suffix = found.values.get("suffix", "")
    if found.values.get("staff_type") or not suffix or "suffix" in found.unread:
        return
    types = [each for each in site.staff_types_in_role("member") if site.is_suffix_for(suffix, each.slug)]
    if len(types) == 1:
        found.values["staff_type"] = types[0].slug
        found.notes["staff_type"] = "Taken from the suffix"
