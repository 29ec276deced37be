"""How the cells of a workbook show their numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.enrollment.uploaded.limits import MOST_STYLES, TOO_MUCH_FORMAT, Refused
from core.enrollment.uploaded.markup import Budget, Elements

_DATES = "yyyy-mm-dd"
_CODE_LENGTH = 255
# Formats that every spreadsheet program has without writing them down.
_BUILT_IN = {1: "0", 49: "@"} | dict.fromkeys(
    [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)], _DATES
)


def read_styles(pieces: Iterable[bytes], budget: Budget) -> list[str]:
    """Read the format of each style that a cell may name, in order; "" is the general one."""
    found = _Styles(budget)
    found.reader.read(pieces)
    return [found.codes.get(key) or _BUILT_IN.get(key, "") for key in found.cells]


class _Styles:
    def __init__(self, budget: Budget) -> None:
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self.reader = Elements(budget, self._start, self._end)
        self._of_cells = False

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "cellXfs":
            self._of_cells = True
        elif name == "numFmt":
            self.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:_CODE_LENGTH]
        elif name == "xf" and self._of_cells:
            self.cells.append(_number(attributes.get("numFmtId", "0")))
        if max(len(self.codes), len(self.cells)) > MOST_STYLES:
            raise Refused(TOO_MUCH_FORMAT)

    def _end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
