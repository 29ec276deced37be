"""Texts of a workbook: those that its cells share, and what is kept of a long one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.enrollment.uploaded.limits import LONGEST_CELL, MOST_LETTERS, MOST_TEXTS, TOO_MANY_LETTERS, Refused
from core.enrollment.uploaded.markup import Budget, Elements, is_true

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Letters:
    """One text as it comes in pieces; what is longer than a cell may be is not kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """Take the next piece."""
        if self._length <= LONGEST_CELL:
            self._pieces.append(piece[: LONGEST_CELL + 1])
            self._length += len(piece)

    def taken(self) -> str:
        """Return the text and begin anew."""
        text = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return unescaped(text).strip()[: LONGEST_CELL + 1]


def unescaped(text: str) -> str:
    """Put back the letters that a workbook writes as `_x000D_`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class SharedText(NamedTuple):
    """One text, and whether some of its letters are crossed out."""

    text: str
    struck: bool = False


def read_strings(pieces: Iterable[bytes], budget: Budget) -> list[SharedText]:
    """Read the shared texts in order, whatever number of them the part claims."""
    found = _Strings(budget)
    found.reader.read(pieces)
    return found.texts


class _Strings:
    def __init__(self, budget: Budget) -> None:
        self.texts: list[SharedText] = []
        self.reader = Elements(budget, self._start, self._end)
        self._letters = Letters()
        self._beside = 0
        self._struck = False
        self._left = MOST_LETTERS

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "rPh":
            self._beside += 1  # how a Japanese name is pronounced stands beside it, not in it
        elif name == "t" and not self._beside:
            self.reader.listen(self._letters.add)
        elif name == "strike":
            self._struck |= is_true(attributes.get("val", "1"))

    def _end(self, name: str) -> None:
        self.reader.listen(None)
        if name == "rPh":
            self._beside -= 1
        elif name == "si":
            text = self._letters.taken()
            self._left -= len(text)
            if self._left < 0 or len(self.texts) >= MOST_TEXTS:
                raise Refused(TOO_MANY_LETTERS)
            self.texts.append(SharedText(text, self._struck))
            self._struck = False
