"""How the cells of a workbook show their numbers, and which of them are crossed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.enrollment.uploaded.limits import MOST_STYLES, TOO_MUCH_FORMAT, Refused
from core.enrollment.uploaded.markup import Budget, Elements, is_true

_DATES = "yyyy-mm-dd"
_CODE_LENGTH = 255
# Formats that every spreadsheet program has without writing them down.
_BUILT_IN = {1: "0", 49: "@"} | dict.fromkeys(
    [*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)], _DATES
)


class Style(NamedTuple):
    """How a cell looks: the format of its number, "" for the general one, and whether it is crossed out."""

    code: str = ""
    struck: bool = False


def read_styles(pieces: Iterable[bytes], budget: Budget) -> list[Style]:
    """Read each style that a cell may name, in order."""
    found = _Styles(budget)
    found.reader.read(pieces)
    return [
        Style(found.codes.get(key) or _BUILT_IN.get(key, ""), font in found.struck)
        for key, font in found.cells
    ]


class _Styles:
    def __init__(self, budget: Budget) -> None:
        self.codes: dict[int, str] = {}
        self.cells: list[tuple[int, int]] = []
        self.struck: set[int] = set()
        self.reader = Elements(budget, self._start, self._end)
        self._within = ""
        self._font = -1

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in {"cellXfs", "fonts"}:
            self._within = name
        elif name == "numFmt":
            self.codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:_CODE_LENGTH]
        elif self._within == "cellXfs":
            self._start_style(name, attributes)
        elif self._within == "fonts":
            self._start_font(name, attributes)
        if max(len(self.codes), len(self.cells), self._font) > MOST_STYLES:
            raise Refused(TOO_MUCH_FORMAT)

    def _start_style(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "xf":
            font = _number(attributes.get("fontId", "0"))
            self.cells.append((_number(attributes.get("numFmtId", "0")), font))

    def _start_font(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "font":
            self._font += 1
        elif name == "strike" and is_true(attributes.get("val", "1")):
            self.struck.add(self._font)

    def _end(self, name: str) -> None:
        if name == self._within:
            self._within = ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
