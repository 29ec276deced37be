"""Two windows, two versions: what is stored beside what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.forms import Form, Input

TICKED, NOT_TICKED = "Selected", "Not selected"


class Difference(NamedTuple):
    """One question that the two versions answer differently, in the words people read."""

    label: str
    stored: str
    typed: str


def differences(stored: Form, typed: Form) -> Sequence[Difference]:
    """List where the two versions differ, in the order of the page."""
    before = {drawn.name: in_words(drawn) for drawn in stored}
    return [
        Difference(drawn.label, before.get(drawn.name, ""), in_words(drawn))
        for drawn in typed
        if drawn.kind != "hidden" and before.get(drawn.name, "") != in_words(drawn)
    ]


def in_words(drawn: Input) -> str:
    """Write an answer as it reads on the page."""
    values = (drawn.value,) if isinstance(drawn.value, str) else drawn.value
    if drawn.kind == "checkbox":
        return TICKED if any(value not in ("", "no") for value in values) else NOT_TICKED
    return ", ".join(_label(drawn, value) for value in values if value)


def _label(drawn: Input, value: str) -> str:
    return next((choice.label for choice in drawn.choices if choice.value == value), value)
