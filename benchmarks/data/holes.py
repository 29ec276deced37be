"""What a mould wrote, as text with holes for whatever is another thing in every practice cast from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal

Kind = Literal["key", "moment", "day", "hash", "word"]
_KEY = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_MOMENT = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)"
_DAY = r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])"
_HASH = r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"
KINDS: tuple[Kind, ...] = ("key", "moment", "day", "hash", "word")


@dataclass(frozen=True, slots=True)
class Hole:
    """Something that is another thing in every practice; `text` is how the mould has it."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Template:
    """Text with holes, filled in by one call."""

    text: str
    places: Callable[[Sequence[str]], object] | None

    def filled(self, values: Sequence[str]) -> str:
        """The text with these values in the holes."""
        return self.text % self.places(values) if self.places else self.text


@dataclass(slots=True)
class Holes:
    """The holes of one mould, in the order in which they were found."""

    words: Iterable[str]
    fixed: Mapping[str, str]
    found: dict[Hole, int] = field(default_factory=dict)
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        alone = [each for each in self.words if each.isdigit() and len(each) < 8]
        # A short number is never part of a longer one.
        short = rf"(?<![\d.])(?:{any_of(alone)})(?!\d)"
        words = "|".join([any_of(set(self.words) - {*alone}), *([short] if alone else [])])
        parts = (_KEY, _MOMENT, _DAY, _HASH, words)
        self._pattern = re.compile("|".join(f"({part})" for part in parts))

    def number(self, kind: Kind, text: str) -> int:
        """The number of a hole, which is a new one when it was not met before."""
        return self.found.setdefault(Hole(kind, text), len(self.found))

    def template(self, text: str) -> Template:
        """Make a template of what a mould wrote; what is `fixed` is put in for good."""
        return _template(*self._parts(text))

    def _parts(self, text: str) -> tuple[str, list[int]]:
        literal, places, at = list[str](), list[int](), 0
        for match in self._pattern.finditer(text):
            literal.append(text[at : match.start()].replace("%", "%%"))
            at = match.end()
            if (known := self.fixed.get(match[0])) is not None:
                literal.append(known)
                continue
            literal.append("%s")
            places.append(self.number(KINDS[(match.lastindex or 1) - 1], match[0]))
        literal.append(text[at:].replace("%", "%%"))
        return "".join(literal), places

    def words_of(self, words: Sequence[str], whole: Mapping[str, str]) -> Template:
        """Make a template of words, with spaces between; some are holes only as a whole."""
        literal, places = list[str](), list[int]()
        for word in words:
            if word in whole:
                literal.append("%s")
                places.append(self.number("word", whole[word]))
            else:
                text, found = self._parts(word)
                literal.append(text)
                places += found
        return _template(" ".join(literal), places)


def any_of(words: Iterable[str]) -> str:
    """Make the pattern of any of these words, the longest first, letter by letter: there are thousands."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        by_letter.setdefault(word[:1], []).append(word[1:])
    ends = by_letter.pop("", None) is not None
    branches = [re.escape(letter) + any_of(rest) for letter, rest in by_letter.items()]
    if not branches:
        return ""
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


def _template(text: str, places: list[int]) -> Template:
    if not places:
        return Template(text.replace("%%", "%"), None)
    if len(places) == 1:
        (only,) = places
        return Template(text, lambda values: (values[only],))
    return Template(text, itemgetter(*places))
