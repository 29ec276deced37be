"""The rows of a spreadsheet in the words of the page, bad ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.enrollment.imports import Preview
from core.enrollment.spreadsheet import ReadRow
from core.enrollment.spreadsheet.columns import Column
from core.portal import Portal


class Cell(NamedTuple):
    """What stands in a cell under which heading, what is wrong with it, and how it was read."""

    label: str
    text: str
    error: str = ""
    note: str = ""


class Shown(NamedTuple):
    """One row: its number in the file, its cells, what is asked for, what is left out, what else is wrong."""

    number: int
    good: bool
    hidden: bool
    cells: Sequence[Cell]
    applications: str
    left_out: Sequence[str]
    errors: Sequence[str]


def shown_columns(known: Sequence[Column], found: Preview) -> list[Column]:
    """List the details in which any row has something to show."""
    return [
        column
        for column in known
        if not column.application
        and any(
            row.values.get(column.name) or column.name in row.errors or column.name in row.notes
            for row in found.rows
        )
    ]


def shown_row(known: Sequence[Column], portal: Portal, row: ReadRow) -> Shown:
    """Write a row with the words of its choices in place of their codes."""
    names = {slug: application.name for slug, application in portal.applications.items()}
    cells = [
        Cell(
            column.label,
            _words(column, row),
            row.errors.get(column.name, ""),
            row.notes.get(column.name, ""),
        )
        for column in known
    ]
    columns = {column.name for column in known}
    return Shown(
        row.number,
        row.good,
        row.hidden,
        cells,
        ", ".join(names.get(slug, slug) for slug in row.applications if slug not in row.left_out),
        [f"{names.get(slug, slug)} is left out: {why}" for slug, why in row.left_out.items()],
        [wrong for name, wrong in row.errors.items() if name not in columns],
    )


def _words(column: Column, row: ReadRow) -> str:
    value = row.values.get(column.name, "")
    return dict(column.choices).get(value, value)
