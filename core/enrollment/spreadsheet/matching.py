"""Comparing what people wrote with what it may stand for: exactly or not at all, never by its beginning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache

from core.enrollment.spreadsheet.columns import Column

_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*", re.DOTALL)
_NEAR = 0.7
_NAMED = 12
_LONGEST = 60


def plain(text: str) -> str:
    """Return text as it is compared: no case, no spaces, no punctuation."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in kept if letter.isalnum())


def without_brackets(text: str) -> tuple[str, str]:
    """Part a text from what stands in brackets at its end."""
    found = _IN_BRACKETS.fullmatch(text)
    return (found[1], found[2]) if found and found[1] else (text, "")


def unique(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what each spelling stands for, without those that could stand for several."""
    found: dict[str, set[str]] = {}
    for spelling, meaning in names:
        found.setdefault(spelling, set()).add(meaning)
    return {spelling: meanings.pop() for spelling, meanings in found.items() if len(meanings) == 1}


def nearest(text: str, known: Iterable[str]) -> str:
    """Return the known spelling that a text most likely stands for, or nothing."""
    return next(iter(get_close_matches(plain(text), list(known), 1, _NEAR)), "")


def value_of(column: Column, text: str) -> str | None:
    """Return the choice that a text names, whole; None when it names none, or could name several."""
    full, short = _spellings(column)
    found = full.get(plain(text)) or short.get(plain(text))
    before, inside = without_brackets(text)
    if found is None and inside:
        # A name with its code in brackets says the same twice; anything else in brackets is not offered.
        said = {value_of(column, before), value_of(column, inside)}
        return said.pop() if len(said) == 1 else None
    return found


def not_one_of(label: str, text: str, offered: Mapping[str, str]) -> str:
    """Say that a text is none of the choices, and which there are."""
    labels = list(offered.values())
    some = ", ".join(labels[:_NAMED]) + (", …" if len(labels) > _NAMED else "")
    by_plain = {plain(each): each for each in labels}
    near = nearest(text, by_plain)
    hint = f" Did you mean {by_plain[near]}?" if near else ""
    return f"{label}: “{short(text)}” isn’t one of {some}.{hint}"


def suggested(column: Column, text: str) -> tuple[str, ...]:
    """List what a text that is none of the choices may stand for, the likeliest first; at most three."""
    by_plain = {plain(label): label for _, label in column.choices}
    near = get_close_matches(plain(text), list(by_plain), 3, _NEAR)
    return tuple(by_plain[each] for each in near)


def short(text: str) -> str:
    """Return the beginning of a text that somebody wrote, for a message."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@cache
def _spellings(column: Column) -> tuple[Mapping[str, str], Mapping[str, str]]:
    named = [(label, value) for value, label in column.choices]
    full = [(plain(text), value) for value, label in column.choices for text in (label, value)]
    cut = [(plain(without_brackets(label)[0]), value) for label, value in named]
    return unique(full), unique(cut)
