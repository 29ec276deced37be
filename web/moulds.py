"""What a component looks like without its texts: drawn once, filled in for every answer.

Drawing a component is dear, and two answers mostly differ in their texts alone. A mould holds what is between
the texts. No text gets into it: not what somebody typed, not a name that a list offers, not an error that
quotes what was typed. So it can be kept in memory whoever it was drawn for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2.filters import do_indent
from markupsafe import Markup, escape

# Strings that our own code writes: they decide what is drawn, and are a part of it.
_OURS = frozenset({"id", "idPrefix", "name", "classes", "type", "autocomplete", "inputmode"})
_TEXTS = frozenset({"text", "value"})
_STRINGS = frozenset({str, Markup})
_TEXT, _HTML = "a text", "some html"
# Whatever `str.splitlines` takes for the end of a line.
_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Characters for private use stand where a text goes while a mould is drawn; a text itself never meets them.
_PLACE = re.compile("\ue000(\\d+)\ue001(?:\n( *)\ue002)?")


class Unmouldable(Exception):
    """These parameters hold something that a mould must not, or cannot, leave out."""


@dataclass(frozen=True, slots=True)
class Mould:
    """The markup around the texts; `holes` are the number of each text and how far it is indented."""

    first: str
    holes: tuple[tuple[int, int, str], ...]

    def filled(self, texts: Sequence[str]) -> Markup:
        """Return the markup with these texts in their places."""
        parts = [self.first]
        for number, indented, behind in self.holes:
            text = texts[number]
            parts.append(do_indent(text, indented) if indented else text)
            parts.append(behind)
        return Markup("".join(parts))  # noqa: S704  every text was escaped when it was taken out


@dataclass(slots=True)
class Parted:
    """Parameters parted into what is drawn, which is hashable, and the texts that go into it."""

    texts: list[str] = field(default_factory=list)

    def shape(self, value: Any, name: str = "") -> Hashable:
        """Return the shape of a value, and put its texts aside; Unmouldable."""
        kind = type(value)
        if kind in _STRINGS:
            return self._of_text(value, name)
        if value is None or kind is bool or name == "rows":
            return (kind, value)
        if kind is dict:
            if "items" in value and "value" in value:
                raise Unmouldable  # a macro compares the two
            return (dict, *[(key, self.shape(inner, key)) for key, inner in value.items()])
        if kind is list or kind is tuple:
            return (list, *[self.shape(inner, name) for inner in value])
        raise Unmouldable

    def _of_text(self, value: str, name: str) -> Hashable:
        if not value:
            return (str, "")
        if name in _TEXTS:
            text = escape(value)
            if _BREAK.search(text):
                raise Unmouldable  # the macros indent what comes after it
            self.texts.append(text)
            return _TEXT
        if name == "html":
            self.texts.append(escape(value).strip())
            return _HTML
        if name in _OURS and value.isascii():
            return (str, value)
        raise Unmouldable


def cast(draw: Callable[[Any], str], shape: Any) -> Mould:
    """Draw a shape with places in it, and keep what is around them."""
    number = iter(range(10**6))

    def unfolded(part: Any) -> Any:
        if part is _TEXT:
            return f"\ue000{next(number)}\ue001"
        if part is _HTML:
            # A second line tells how far the macros indent it.
            return Markup("\ue000{}\ue001\n\ue002").format(next(number))
        kind, *inner = part
        if kind is dict:
            return {key: unfolded(value) for key, value in inner}
        return [unfolded(value) for value in inner] if kind is list else inner[0]

    first, *rest = _PLACE.split(draw(unfolded(shape)))
    holes = zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    return Mould(first, tuple((int(place), len(deep or ""), behind) for place, deep, behind in holes))
