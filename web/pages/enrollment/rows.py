"""The rows of a spreadsheet in the words of the page: those to correct with their fields, and all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from core.enrollment.spreadsheet import ReadRow
from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.preview import Preview
from core.portal import Portal

# More fields than these are no page to work on; the next rows follow when these are right.
MOST_TO_CORRECT = 25


class Cell(NamedTuple):
    """What stands in a cell under which heading, and how it was read."""

    label: str
    text: str
    note: str = ""


class Shown(NamedTuple):
    """One row: where it stands, what keeps it aside, its cells, what is requested, and what else was read.

    `left_out` names the applications that cannot be requested, `why` says why each.
    """

    place: str
    aside: str
    cells: Sequence[Cell]
    applications: str
    notes: Sequence[str]
    left_out: str
    why: Sequence[str]


class Offer(NamedTuple):
    """A text that would do in place of a cell, for every row in which the same stands."""

    text: str
    rows: int
    value: str


class Field(NamedTuple):
    """One cell to correct: its place and text, what is wrong, what may be chosen, how many are alike."""

    name: str
    label: str
    at: str
    text: str
    error: str
    choices: Sequence[str]
    offers: Sequence[Offer]
    others: int


class ToCorrect(NamedTuple):
    """One row to correct: its key, where it stands, who it is about, what else it says, and its fields."""

    key: int
    place: str
    who: str
    rest: str
    fields: Sequence[Field]


def shown_columns(known: Sequence[Column], rows: Sequence[ReadRow]) -> list[Column]:
    """List the details in which any of these rows has something to show."""
    return [
        column
        for column in known
        if not column.application
        and any(row.values.get(column.name) or column.name in row.notes for row in rows)
    ]


def shown_row(columns: Sequence[Column], known: Sequence[Column], portal: Portal, row: ReadRow) -> Shown:
    """Write a row with the words of its choices in place of their codes."""
    labels = {column.name: column.label for column in known}
    shown = {column.name for column in columns}
    cells = [Cell(column.label, _words(column, row), _note(column, row, portal)) for column in columns]
    notes = [f"{labels[name]}: {note}" for name, note in row.notes.items() if name not in shown]
    why = [f"{labels[slug]}: {words}" for slug, words in row.left_out.items()]
    asked = ", ".join(labels[slug] for slug in row.applications if slug not in row.left_out)
    left_out = ", ".join(labels[slug] for slug in row.left_out)
    return Shown(row.place, _aside(row), cells, asked, notes, left_out, why)


def to_correct(known: Sequence[Column], found: Preview) -> list[ToCorrect]:
    """List the rows to correct with their fields, as many as one page holds."""
    rows = [row for row in found.rows if row.errors]
    alike = Counter((name, row.cells[name].text) for row in rows for name in row.errors if name in row.cells)
    columns = {column.name: column for column in known}
    return [
        ToCorrect(
            row.key,
            row.place,
            row.name,
            _rest(known, row),
            [_field(columns[name], row, alike) for name in row.errors],
        )
        for row in rows[:MOST_TO_CORRECT]
    ]


def offered(found: Preview, value: str) -> dict[int, dict[str, str]]:
    """Return what choosing an offer types into which rows; nothing for an offer that there is not."""
    key, _, rest = value.partition("-")
    number, _, name = rest.partition("-")
    row = next((each for each in found.rows if str(each.key) == key), None)
    offers = row.offers.get(name, ()) if row else ()
    # A number of thousands of digits is none that Python reads.
    if row is None or not number.isdecimal() or len(number) > 3 or int(number) >= len(offers):
        return {}
    before = row.cells[name].text
    return {
        each.key: {name: offers[int(number)]}
        for each in found.rows
        if name in each.errors and name in each.cells and each.cells[name].text == before
    }


def everywhere(found: Preview, texts: dict[int, dict[str, str]], names: Sequence[str]) -> None:
    """Put what was typed into one cell into every wrong cell with the same text; `names` are fields."""
    rows = {row.key: row for row in found.rows}
    for each in names:
        key, _, name = each.partition("-")
        row = rows.get(int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else None
        if row is None or name not in row.cells or name not in texts.get(row.key, {}):
            continue
        for other in found.rows:
            if (
                name in other.errors
                and name in other.cells
                and other.cells[name].text == row.cells[name].text
            ):
                texts.setdefault(other.key, {})[name] = texts[row.key][name]


def _field(column: Column, row: ReadRow, alike: Counter[tuple[str, str]]) -> Field:
    cell = row.cells.get(column.name)
    text = cell.text if cell else ""
    choices = ["Yes", "No"] if column.application else [label for _, label in column.choices]
    offers = [
        Offer(each, alike[column.name, text], f"{row.key}-{at}-{column.name}")
        for at, each in enumerate(row.offers.get(column.name, ()))
    ]
    return Field(
        f"cell-{row.key}-{column.name}",
        column.label,
        row.at(column.name),
        text,
        row.errors[column.name],
        choices,
        offers,
        alike[column.name, text] - 1 if text and choices else 0,
    )


def _rest(known: Sequence[Column], row: ReadRow) -> str:
    texts = [_words(column, row) for column in known if column.name not in row.errors]
    return " · ".join(text for text in texts if text and text not in row.name.split())


def _aside(row: ReadRow) -> str:
    if row.aside:
        return row.aside
    if row.hidden:
        return "Hidden in your file"
    if len(row.struck) * 2 > len(row.cells):
        return "Crossed out in your file"
    return f"Crossed out in your file: {', '.join(row.struck)}" if row.struck else ""


def _note(column: Column, row: ReadRow, portal: Portal) -> str:
    if column.name in row.unasked:
        kind = portal.site.staff_type(row.values.get("staff_type", ""))
        return f"Left out: not asked for {kind.name if kind else 'this person'}"
    return row.notes.get(column.name, "")


def _words(column: Column, row: ReadRow) -> str:
    value = row.values.get(column.name, "")
    return dict(column.choices).get(value, value)
