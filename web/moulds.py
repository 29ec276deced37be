"""What a component looks like without its texts: drawn once, filled in for every answer.

Drawing a component is dear, and two answers mostly differ in their texts alone. A mould holds what is between
the texts. No text gets into it: not what somebody typed, not a name that a list offers, not an error that
quotes what was typed. So it can be kept in memory whoever it was drawn for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from markupsafe import Markup, escape

from core.site import Noun

# Strings that our own code writes: they decide what is drawn, and are a part of it.
_OURS = frozenset({"id", "idPrefix", "name", "classes", "type", "autocomplete", "inputmode"})
_TEXTS = frozenset({"text", "value"})
_STRINGS = frozenset({str, Markup, Noun})
_TEXT, _HTML = "a text", "some html"
# Whatever `str.splitlines` takes for the end of a line.
_BREAK = re.compile("[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# No text of a form has it: who sends one is refused.
_BETWEEN = "\0"
# Characters for private use stand where a text goes while a mould is drawn; a text itself never meets them.
_PLACE = re.compile("\ue000(\\d+)\ue001(?:\n( *)\ue002)?")


# A mould for each choice of switches; there are few.
MOST = 256


# The texts and the switches of something that is drawn.
Filling = tuple[Sequence[str], Mapping[str, Hashable]]


class Unmouldable(Exception):
    """These parameters hold something that a mould must not, or cannot, leave out."""


@dataclass(frozen=True, slots=True)
class Mould:
    """The markup around the texts, with a place between every two parts of it.

    `numbers` say which text goes to each place, `indented` how far it is indented at some of them.
    """

    parts: tuple[str, ...]
    numbers: tuple[int, ...]
    indented: tuple[tuple[int, int], ...]

    def filled(self, texts: Sequence[str]) -> Markup:
        """Return the markup with these texts in their places."""
        parts = [*self.parts]
        parts[1::2] = [texts[number] for number in self.numbers]
        for place, deep in self.indented:
            parts[place] = _indented(parts[place], " " * deep)
        return Markup("".join(parts))  # noqa: S704  every text was escaped when it was taken out


class Options(Sequence[dict[str, Any]]):
    """The rows of a drop-down, of which any number are chosen."""

    def __init__(self, choices: Sequence[Sequence[str]], chosen: Sequence[int]) -> None:
        self.texts = [text for choice in choices for text in choice[:2]]
        self.chosen = tuple(chosen)

    def __len__(self) -> int:
        return len(self.texts) // 2

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        value, text = self.texts[2 * place : 2 * place + 2]
        return {"value": value, "text": text, "selected": place in self.chosen}

    @property
    def shape(self) -> Hashable:
        """How many there are, which are chosen, and which texts are empty."""
        return (Options, len(self.texts), self.chosen, tuple(_empty(self.texts)))


def _indented(markup: str, by: str) -> str:
    """Indent all lines but the first and empty ones, as the macros do; on plain text that takes a tenth."""
    first, *others = f"{markup!s}\n".splitlines()
    return "\n".join([first, *[by + line if line else line for line in others]])


def _empty(texts: Sequence[str]) -> Iterator[int]:
    return (place for place, text in enumerate(texts) if not text)


@dataclass(slots=True)
class Parted:
    """Parameters parted into what is drawn, which is hashable, and the texts that go into it."""

    _plain: list[str] = field(default_factory=list)
    _markup: dict[int, str] = field(default_factory=dict)

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
        if kind is Options:
            self._plain += filter(None, value.texts)
            return cast(Hashable, value.shape)
        raise Unmouldable

    def text(self, value: str) -> bool:
        """Put a text aside, unless it is empty; tell whether it was."""
        if value:
            self._plain.append(value)
        return bool(value)

    @property
    def texts(self) -> list[str]:
        """The texts as they go into markup; Unmouldable when the macros would indent what comes after one."""
        joined = _BETWEEN.join(self._plain)
        if _BREAK.search(joined):
            raise Unmouldable
        # All at once: that takes a tenth of the time.
        texts = str(escape(joined)).split(_BETWEEN)
        if len(texts) != len(self._plain) and self._plain:
            raise Unmouldable
        for place, markup in self._markup.items():
            texts[place] = markup
        return texts

    def _of_text(self, value: str, name: str) -> Hashable:
        if not value:
            return (str, "")
        if name in _TEXTS:
            return self._put(value, _TEXT)
        if name == "html":
            return self._put(value, _HTML)
        if name in _OURS and value.isascii():
            return (str, value)
        raise Unmouldable

    def _put(self, value: str, what: str) -> Hashable:
        if what is _HTML:
            self._markup[len(self._plain)] = escape(value).strip()
            value = ""
        elif type(value) is Markup:
            if _BREAK.search(value):
                raise Unmouldable
            self._markup[len(self._plain)], value = value, ""
        self._plain.append(value)
        return what


class Moulded:
    """A macro of texts alone, drawn once for every choice of its switches and of texts that are empty.

    It gets the texts in their order, and asks of a text only whether it is empty. `anew` is the macro.
    """

    def __init__(self) -> None:
        self.anew: Callable[..., Markup] | None = None
        self._moulds: dict[Hashable, Mould] = {}

    def __call__(self, *texts: str, **switches: Hashable) -> Markup:
        """Draw it with these texts."""
        return self.each([(texts, switches)])

    def each(self, rows: Sequence[Filling], between: str = "") -> Markup:
        """Draw it with the texts and switches of every row."""
        every = [text for texts, _ in rows for text in texts]
        # All at once: that takes a tenth of the time.
        escaped = str(escape(_BETWEEN.join(every))).split(_BETWEEN)
        if (len(escaped) != len(every) and every) or Markup in map(type, every):
            drawn = [self._anew(*texts, **switches) for texts, switches in rows]
            return Markup(between.join(drawn))  # noqa: S704  the macro escapes every text
        drawn, at = [], 0
        for texts, switches in rows:
            drawn.append(self._mould(texts, switches).filled(escaped[at : at + len(texts)]))
            at += len(texts)
        return Markup(between.join(drawn))  # noqa: S704  the parts are drawn, and every text was escaped

    def _mould(self, texts: Sequence[str], switches: Mapping[str, Hashable]) -> Mould:
        shape = (*map(bool, texts), *switches.items())
        if shape not in self._moulds:
            if len(self._moulds) >= MOST:
                self._moulds.clear()
            places = [place(number) if text else "" for number, text in enumerate(texts)]
            self._moulds[shape] = mould_of(self._anew(*places, **switches))
        return self._moulds[shape]

    def _anew(self, *texts: str, **switches: Hashable) -> Markup:
        if self.anew is None:
            raise RuntimeError("no macro was given to draw with")
        return self.anew(*texts, **switches)


def cast_from(draw: Callable[[Any], str], shape: Any) -> Mould:
    """Draw a shape with places in it, and keep what is around them."""
    places = (place(number) for number in range(10**6))

    def unfolded(part: Any) -> Any:
        if part is _TEXT:
            return next(places)
        if part is _HTML:
            # A second line tells how far the macros indent it.
            return Markup("{}\n\ue002").format(next(places))
        kind, *inner = part
        if kind is dict:
            return {key: unfolded(value) for key, value in inner}
        if kind is Options:
            count, chosen, empty = inner
            texts = ["" if number in empty else next(places) for number in range(count)]
            return [*Options(list(zip(texts[::2], texts[1::2], strict=True)), chosen)]
        return [unfolded(value) for value in inner] if kind is list else inner[0]

    return mould_of(draw(unfolded(shape)))


def place(number: int) -> str:
    """Return what stands for a text while a mould is drawn."""
    return f"\ue000{number}\ue001"


def mould_of(drawn: str) -> Mould:
    """Keep what is around the places in something that was drawn."""
    parts = _PLACE.split(drawn)
    numbers, deep = tuple(map(int, parts[1::3])), parts[2::3]
    between = [part for number, part in enumerate(parts) if number % 3 != 2]
    indented = ((2 * number + 1, len(each)) for number, each in enumerate(deep) if each)
    return Mould(tuple(between), numbers, tuple(indented))
