"""One sheet: the rows and cells that hold a value, however many it claims to have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.enrollment.uploaded.limits import (
    DAMAGED,
    MOST_ABOVE,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    MOST_SPANS,
    TOO_MANY_COLUMNS,
    TOO_MANY_LETTERS,
    TOO_MANY_ROWS,
    TOO_MUCH_FORMAT,
    Refused,
)
from core.enrollment.uploaded.markup import Budget, Elements, is_true
from core.enrollment.uploaded.numbers import shown
from core.enrollment.uploaded.strings import Letters, SharedText
from core.enrollment.uploaded.styles import Style
from core.enrollment.uploaded.table import DATE, FAULT, TEXT, TRUTH, Cell, Row

_INLINE = "inlineStr"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
_INDEX = re.compile(r"\d{1,9}", re.ASCII)
_SIZE = re.compile(r"\d{0,9}(\.\d{0,30})?(?<=\d)([eE]-?\d{1,2})?", re.ASCII)
_LEAST_SEEN = 0.5


class Shared(NamedTuple):
    """What the sheets of a workbook have in common."""

    strings: list[SharedText]
    styles: list[Style]
    from_1904: bool
    budget: Budget


class Filled:
    """Collect the filled rows of one list; too many of anything is a `fault` of this list alone."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.fault = ""
        self._columns: set[int] = set()
        self._left = MOST_LETTERS

    def add(self, number: int, cells: Iterable[Cell], *, hidden: bool = False) -> None:
        """Take one row, unless it is empty; after a fault nothing more is taken."""
        filled = tuple(cell for cell in cells if cell.text)
        if not filled or self.fault:
            return
        self._columns.update(cell.column for cell in filled)
        self._left -= sum(len(cell.text) for cell in filled)
        self.fault = self._fault()
        if self.fault:
            del self.rows[MOST_ABOVE + 1 :]
        else:
            self.rows.append(Row(number, filled, hidden))

    def _fault(self) -> str:
        if len(self.rows) > MOST_ROWS + MOST_ABOVE:
            return TOO_MANY_ROWS
        if len(self._columns) > MOST_COLUMNS:
            return TOO_MANY_COLUMNS
        return TOO_MANY_LETTERS if self._left < 0 else ""


class Sheet(NamedTuple):
    """What a sheet holds, and the columns its owner hid, from 0."""

    rows: list[Row]
    hidden_columns: set[int]
    fault: str


def read_rows(pieces: Iterable[bytes], shared: Shared) -> Sheet:
    """Read the filled rows of a sheet; raise Refused when its places contradict each other."""
    found = _Sheet(shared)
    found.reader.read(pieces)
    filled = {cell.column for row in found.filled.rows for cell in row.cells}
    return Sheet(found.filled.rows, found.hidden(filled), found.filled.fault)


class _Sheet:
    def __init__(self, shared: Shared) -> None:
        self.filled = Filled()
        self.reader = Elements(shared.budget, self._start, self._end)
        self._shared = shared
        self._row, self._row_hidden = 0, False
        self._column, self._kind, self._style = -1, "", ""
        self._cells: list[Cell] = []
        self._letters = Letters()
        self._value = ""
        self._formula, self._beside, self._struck = False, False, False
        self._spans: list[tuple[int, int]] = []

    def hidden(self, filled: set[int]) -> set[int]:
        """Say which of these columns are hidden."""
        return {column for column in filled if any(low <= column < high for low, high in self._spans)}

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        handle = _STARTS.get(name)
        if handle is not None:
            handle(self, attributes)

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self.reader.listen(None)
        handle = _ENDS.get(name)
        if handle is not None:
            handle(self)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = _at_most(attributes["r"], _LAST_ROW) if "r" in attributes else self._row + 1
        if number <= self._row or number > _LAST_ROW:
            raise Refused(DAMAGED)
        self._row, self._column, self._cells = number, -1, []
        self._row_hidden = is_true(attributes.get("hidden")) or _is_flat(attributes.get("ht"))

    def _end_row(self) -> None:
        self.filled.add(self._row, self._cells, hidden=self._row_hidden)
        self._cells = []

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        column = self._place(attributes["r"]) if "r" in attributes else self._column + 1
        if column <= self._column or column >= _LAST_COLUMN:
            raise Refused(DAMAGED)
        self._column, self._kind, self._style = column, attributes.get("t", "n"), attributes.get("s", "0")
        self._value, self._formula, self._struck = "", False, False
        self._letters.taken()  # nothing that stood outside of a cell

    def _place(self, place: str) -> int:
        found = _PLACE.fullmatch(place)
        if found is None or int(found[2]) != self._row:
            raise Refused(DAMAGED)
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        return column - 1

    def _begin_value(self, _: Mapping[str, str]) -> None:
        if self._kind != _INLINE:
            self.reader.listen(self._letters.add)

    def _begin_text(self, _: Mapping[str, str]) -> None:
        if self._kind == _INLINE and not self._beside:
            self.reader.listen(self._letters.add)

    def _begin_formula(self, _: Mapping[str, str]) -> None:
        self._formula = True

    def _begin_strike(self, attributes: Mapping[str, str]) -> None:
        self._struck |= is_true(attributes.get("val", "1"))

    def _begin_beside(self, _: Mapping[str, str]) -> None:
        self._beside = True

    def _end_beside(self) -> None:
        self._beside = False

    def _end_text(self) -> None:
        self._value = self._letters.taken() or self._value

    def _end_cell(self) -> None:
        if self._value:
            text, kind = self._meaning(self._value)
            self._cells.append(Cell(self._column, text, kind, self._formula, self._is_struck()))
            self._value = ""
        elif self._formula and self._kind != "str":
            # Nobody ever worked it out.
            self._cells.append(Cell(self._column, "=", FAULT, True, self._is_struck()))

    def _meaning(self, value: str) -> tuple[str, str]:
        if self._kind == "s":
            place = _at_most(value, len(self._shared.strings) - 1)
            text, self._struck = self._shared.strings[place]
            return text, TEXT
        if self._kind == "b":
            return ("yes" if is_true(value) else "no"), TRUTH
        if self._kind == "e":
            return value[:20], FAULT
        if self._kind == "d":
            return value.removesuffix("Z").replace("T00:00:00", "").removesuffix(".000"), DATE
        if self._kind in {"str", _INLINE}:
            return value, TEXT
        return shown(value, self._look().code, self._shared.from_1904)

    def _look(self) -> Style:
        styles = self._shared.styles
        if not styles and self._style == "0":
            return Style()
        return styles[_at_most(self._style, len(styles) - 1)]

    def _is_struck(self) -> bool:
        place = int(self._style) if _INDEX.fullmatch(self._style) else 0
        styles = self._shared.styles
        return self._struck or (place < len(styles) and styles[place].struck)

    def _hide(self, attributes: Mapping[str, str]) -> None:
        if is_true(attributes.get("hidden")) or _is_flat(attributes.get("width")):
            low = _at_most(attributes.get("min", ""), _LAST_COLUMN)
            high = _at_most(attributes.get("max", ""), _LAST_COLUMN)
            self._spans.append((low - 1, high))
            if len(self._spans) > MOST_SPANS:
                raise Refused(TOO_MUCH_FORMAT)


def _is_flat(size: str | None) -> bool:
    """Whether a row is so low, or a column so narrow, that nothing of it can be seen."""
    return size is not None and _SIZE.fullmatch(size) is not None and float(size) < _LEAST_SEEN


def _at_most(text: str, most: int) -> int:
    if not _INDEX.fullmatch(text) or int(text) > most:
        raise Refused(DAMAGED)
    return int(text)


_STARTS = {
    "row": _Sheet._begin_row,
    "c": _Sheet._begin_cell,
    "v": _Sheet._begin_value,
    "t": _Sheet._begin_text,
    "f": _Sheet._begin_formula,
    "rPh": _Sheet._begin_beside,
    "strike": _Sheet._begin_strike,
    "col": _Sheet._hide,
}
_ENDS = {
    "row": _Sheet._end_row,
    "c": _Sheet._end_cell,
    "v": _Sheet._end_text,
    "is": _Sheet._end_text,
    "rPh": _Sheet._end_beside,
}
