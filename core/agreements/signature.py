"""A signature, typed or drawn, and nothing that could be anything else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from core.agreements.typed_names import fits
from core.errors import Invalid
from core.forms.text import clean

WIDTH, HEIGHT = 600, 200
MOST_STROKES, MOST_POINTS, LONGEST = 200, 6000, 120_000
Stroke = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Signature:
    """`typed` is the name as typed; `drawn` is JSON: a list of strokes, each a list of points."""

    kind: Literal["typed", "drawn"]
    value: str


def typed(text: str) -> Signature:
    """Read a typed name; Invalid names what is wrong with it."""
    cleaned = clean(text, limit=100)
    if cleaned.fault:
        raise Invalid({"signature": f"Your signature {cleaned.fault}"})
    if not any(letter.isalpha() for letter in cleaned.value):
        raise Invalid({"signature": "Type your name as your signature"})
    return Signature("typed", cleaned.value)


def drawn(text: str) -> Signature:
    """Read lines in a box of 600 by 200; Invalid when they are none, or too short to be a signature."""
    strokes = _strokes(text)
    if sum(map(len, strokes)) < 8 or _extent(strokes) < 40:
        raise Invalid({"signature": "Draw your signature, or type your name instead"})
    return Signature("drawn", json.dumps(strokes, separators=(",", ":")))


def is_another_name(signature: Signature, name: str) -> bool:
    """Tell whether somebody typed a name that is not the one they sign as."""
    return signature.kind == "typed" and not fits(signature.value, name)


def strokes_of(signature: Signature) -> list[Stroke]:
    """Return the lines of a drawn signature."""
    return [[(x, y) for x, y in stroke] for stroke in json.loads(signature.value)]


def _strokes(text: str) -> list[Stroke]:
    try:
        given = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, list) or len(given) > MOST_STROKES:
        raise Invalid({"signature": "We couldn’t read the drawing. Type your name instead"})
    strokes = [[_point(point) for point in stroke] for stroke in given if isinstance(stroke, list)]
    if sum(map(len, strokes)) > MOST_POINTS:
        raise Invalid({"signature": "The drawing is too long. Draw it with fewer lines"})
    return [stroke for stroke in strokes if stroke]


def _point(point: object) -> tuple[int, int]:
    match point:
        case [int(x), int(y)] if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            return int(x), int(y)
    raise Invalid({"signature": "We couldn’t read the drawing. Type your name instead"})


def _extent(strokes: list[Stroke]) -> int:
    across = [x for stroke in strokes for x, _ in stroke]
    return max(across) - min(across)
