"""Inputs of forms as `draw` draws them: once of each kind, and filled in for every answer.

What is kept is a mould (`web/moulds.py`) of all that the macro makes of an input, without any text of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from markupsafe import Markup

from core.forms import Choice, Input
from web import drawing
from web.moulds import Mould, Options, Parted, Unmouldable, mould_of, place

# Boxes to tick. Radios are none of them: how they stand depends on the length of their texts.
TICKS = frozenset({"checkbox", "checkboxes"})
# Something to type into, to choose one thing of, or to tick.
BOXES = frozenset({"text", "email", "tel", "password", "select"}) | TICKS
GROUPS = frozenset({"radios", "checkboxes", "checkbox"})
# A mould for each question, with and without an answer or an error.
MOST = 2048

Macro = Callable[[Input, Sequence[Input]], Markup]


class Boxes:
    """Draws inputs; `anew` is the macro that says how, and is asked whenever there is no mould."""

    def __init__(self, said: Callable[[str], str]) -> None:
        self._said = said
        self.anew: Macro | None = None
        self._moulds: dict[Hashable, Mould] = {}

    def __call__(self, drawn: Input, inputs: Sequence[Input] = ()) -> Markup:
        """Draw an input of a form that has these, and those that are shown only for an answer to it."""
        if self.anew is None:
            raise RuntimeError("no macro was given to draw inputs with")
        drawn = self._worded(drawn)
        if drawn.kind in BOXES and drawn.name.isascii() and not drawing.opened_by(drawn, inputs):
            try:
                return self._filled(drawn, inputs, self.anew)
            except Unmouldable:
                pass
        return self.anew(drawn, inputs)

    def _worded(self, drawn: Input) -> Input:
        """The input in the words of the site, where it has names for them."""
        choices = drawn.choices if drawn.kind in GROUPS else ()
        texts = (drawn.label, drawn.hint, drawn.error or "", *(text for each in choices for text in each[1:]))
        if not any("{" in text for text in texts):
            return drawn
        said = self._said
        worded = tuple(Choice(each.value, said(each.label), said(each.hint)) for each in choices)
        error = drawn.error and said(drawn.error)
        choices = worded or drawn.choices
        return drawn._replace(label=said(drawn.label), hint=said(drawn.hint), error=error, choices=choices)

    def _filled(self, drawn: Input, inputs: Sequence[Input], anew: Macro) -> Markup:
        parted, rows = Parted(), drawing.options(drawn) if drawn.kind == "select" else None
        ticks = drawing.choices_of(drawn) if drawn.kind in TICKS else ()
        asked = (
            (drawn.kind, drawn.name, drawn.autocomplete, drawn.inputmode, drawn.width, drawn.optional),
            drawing.condition(drawn, inputs),
            [parted.text(each) for each in (drawn.label, drawn.hint, drawn.error or "")],
            parted.shape(rows) if rows else _ticked(drawn, ticks, parted) or parted.text(str(drawn.value)),
        )
        texts = parted.texts
        key = (*asked[:2], *asked[2], asked[3])
        if key not in self._moulds:
            if len(self._moulds) >= MOST:
                self._moulds.clear()
            self._moulds[key] = mould_of(anew(_emptied(drawn, rows, ticks), inputs))
        return self._moulds[key].filled(texts)


def _ticked(drawn: Input, ticks: Sequence[Choice], parted: Parted) -> Hashable:
    """Put the texts of the boxes aside; tell which of them are empty, and what is ticked."""
    return tuple((*map(parted.text, each), drawing.is_chosen(drawn, each)) for each in ticks)


def _emptied(drawn: Input, rows: Options | None, ticks: Sequence[Choice]) -> Input:
    """The input with a place for each of its texts, in the order in which they are put aside."""
    places = (place(number) for number in range(10**6))

    def emptied(text: str) -> str:
        return next(places) if text else ""

    without = drawn._replace(
        label=emptied(drawn.label), hint=emptied(drawn.hint), error=emptied(drawn.error or "") or None
    )
    if rows is None and not ticks:
        return without._replace(value=emptied(str(drawn.value)))
    chosen = rows.chosen if rows else [at for at, each in enumerate(ticks) if drawing.is_chosen(drawn, each)]
    choices = tuple(_choices(rows, emptied) if rows else (Choice(*map(emptied, each)) for each in ticks))
    return without._replace(choices=choices, value=tuple(choices[each].value for each in chosen))


def _choices(rows: Options, emptied: Callable[[str], str]) -> Iterator[Choice]:
    for row in rows:
        yield Choice(emptied(row["value"]), emptied(row["text"]))
