"""A row of a list: as it stands in the file, and as it was read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.enrollment.uploaded.table import Cell
from core.names import full_name

LEFT_OUT = "You left this row out"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as it stands in its file: `cells` by place, and `named` by column where these count instead.

    `named` are cells that were typed in the preview, or that stayed of an earlier file, which `file` names.
    `key` tells the rows of one list apart. An `out` row was left out on purpose.
    """

    key: int
    number: int
    cells: Mapping[int, Cell] = field(default_factory=dict)
    named: Mapping[str, Cell] = field(default_factory=dict)
    hidden: bool = False
    file: str = ""
    out: bool = False

    @property
    def struck(self) -> tuple[str, ...]:
        """The cells that are crossed out, as "F4"."""
        return tuple(f"{letter_of(place)}{self.number}" for place, cell in self.cells.items() if cell.struck)

    def by_name(self, matches: Mapping[int, str]) -> dict[str, Cell]:
        """Return the cells that count, each by its column."""
        placed = {matches[place]: cell for place, cell in self.cells.items() if matches.get(place)}
        return {**placed, **self.named}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number in the file, the values as a form would send them, and what is wrong by column.

    `unread` says why a cell cannot be taken as it stands, whoever is in the draft; `errors` has that and what
    the rules say today. `notes` tell by column what was changed in reading. `left_out` names applications
    that were asked for and are not possible for this person, with the reason, and `unasked` details that such
    a person is not asked for. `offers` are texts that would do instead. A row that is `hidden` or `struck` in
    the file is taken only on purpose, one with a reason `aside` never. `cells` are those it was read from.
    """

    number: int
    values: Mapping[str, str]
    applications: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    key: int = 0
    file: str = ""
    struck: tuple[str, ...] = ()
    aside: str = ""
    unasked: tuple[str, ...] = ()
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether this row can be taken."""
        return not self.errors and not self.aside

    @property
    def on_purpose(self) -> bool:
        """Whether this row is taken only when that is said."""
        return self.hidden or bool(self.struck)

    @property
    def name(self) -> str:
        """The person's name, as far as it was read."""
        return full_name(self.values.get("first_name", ""), self.values.get("last_name", "")).strip()

    @property
    def place(self) -> str:
        """Where this row stands: in the file that waits, or in an earlier one."""
        return f"Row {self.number} of {self.file}" if self.file else f"Row {self.number}"

    def at(self, name: str) -> str:
        """Return where the cell of a column stands, as "F4"; nothing for one that the file does not have."""
        cell = self.cells.get(name)
        return f"{letter_of(cell.column)}{self.number}" if cell and cell.column >= 0 else ""


def letter_of(column: int) -> str:
    """Return the letters over a column, as spreadsheet programs write them."""
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def stored(row: ListRow) -> dict[str, Any]:
    """Return a row as it is kept until it is confirmed."""
    return {
        "key": row.key,
        "number": row.number,
        "cells": list(row.cells.values()),
        "named": dict(row.named),
        "hidden": row.hidden,
        "file": row.file,
        "out": row.out,
    }


def loaded(kept: Mapping[str, Any]) -> ListRow:
    """Return a row that was kept."""
    cells = [Cell(*each) for each in kept["cells"]]
    named = {name: Cell(*each) for name, each in kept["named"].items()}
    return ListRow(
        kept["key"],
        kept["number"],
        {cell.column: cell for cell in cells},
        named,
        kept["hidden"],
        kept["file"],
        kept["out"],
    )
