"""XML of a workbook, event by event, with everything refused that a list does not need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn
from xml.parsers import expat

from core.enrollment.uploaded.limits import DAMAGED, MOST_DEPTH, MOST_ELEMENTS, ODD, TOO_MUCH_FORMAT, Refused

_OURS = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main ",
    "http://purl.oclc.org/ooxml/spreadsheetml/main ",
    "http://schemas.openxmlformats.org/package/2006/relationships ",
    "http://schemas.openxmlformats.org/package/2006/content-types ",
)
_LINKS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships ",
    "http://purl.oclc.org/ooxml/officeDocument/relationships ",
)
_ENCODINGS = frozenset({None, "utf-8", "utf-16", "us-ascii"})
Starts = Callable[[str, Mapping[str, str]], None]


class Elements:
    """Feed the elements of a workbook's own vocabulary to `start`, `end` and `text`, counting all of them."""

    def __init__(self, budget: Budget, start: Starts, end: Callable[[str], None] | None = None) -> None:
        self._budget, self._start, self._end = budget, start, end
        self._depth, self._foreign = 0, 0
        self.parser = _strict()
        self.parser.StartElementHandler = self._started
        self.parser.EndElementHandler = self._ended

    def listen(self, text: Callable[[str], None] | None) -> None:
        """Hand text over from now on, or no more."""
        self.parser.CharacterDataHandler = text

    def read(self, pieces: Iterable[bytes]) -> None:
        """Read a whole part; raise Refused when it is not well formed."""
        try:
            for piece in pieces:
                self.parser.Parse(piece, False)
            self.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError):
            raise Refused(DAMAGED) from None

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._budget.spend(1)
        if self._depth > MOST_DEPTH:
            raise Refused(ODD)
        # Rows in two versions, of which one program takes the first and another one the second.
        if name.endswith(" AlternateContent") and self._depth > 2 and not self._foreign:
            raise Refused(ODD)
        if self._foreign or not name.startswith(_OURS):
            self._foreign += 1
            return
        self._start(name.rpartition(" ")[2], attributes)

    def _ended(self, name: str) -> None:
        self._depth -= 1
        if self._foreign:
            self._foreign -= 1
        elif self._end is not None:
            self._end(name.rpartition(" ")[2])


class Budget:
    """Count the elements of all parts together."""

    def __init__(self) -> None:
        self._left = MOST_ELEMENTS

    def spend(self, elements: int) -> None:
        """Take elements off; raise Refused when there are none left."""
        self._left -= elements
        if self._left < 0:
            raise Refused(TOO_MUCH_FORMAT)


def relation_id(attributes: Mapping[str, str]) -> str:
    """Return the id of the relationship that an element names, or nothing."""
    return next((attributes[f"{space}id"] for space in _LINKS if f"{space}id" in attributes), "")


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes, as XML writes it."""
    return value in {"1", "true", "on"}


def _strict() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.XmlDeclHandler = _declared
    return parser


def _refuse(*_: object) -> NoReturn:
    raise Refused(ODD)


def _declared(_version: str, encoding: str | None, _alone: int) -> None:
    if (encoding and encoding.casefold()) not in _ENCODINGS:
        raise Refused(DAMAGED)
