"""What is found in a list, as the process that reads it hands it over."""

from __future__ import annotations

from typing import NamedTuple

TEXT, NUMBER, SHOWN, DECIMAL = "text", "number", "shown", "decimal"
DATE, TRUTH, FAULT = "date", "truth", "fault"


class Cell(NamedTuple):
    """A cell that holds a value: its column from 0, its text, and what the program took it for.

    `kind` is one of the words above: SHOWN is a number written with the zeros or dashes of its format,
    DECIMAL one with a fraction or more digits than are kept, TRUTH a yes or no, FAULT something like #N/A.
    A `struck` cell is crossed out, or some of its letters are.
    """

    column: int
    text: str
    kind: str = TEXT
    formula: bool = False
    struck: bool = False


class Row(NamedTuple):
    """A row that holds a value, by its number in the file."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False


class FilledSheet(NamedTuple):
    """One visible sheet or text file; with a `fault`, only its first rows are here."""

    name: str
    rows: tuple[Row, ...]
    hidden_columns: tuple[int, ...] = ()
    fault: str = ""


class Book(NamedTuple):
    """A file as read: its visible sheets in order, the names of the hidden ones, and what should be said."""

    sheets: tuple[FilledSheet, ...]
    hidden_sheets: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
