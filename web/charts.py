"""Where the bars of a chart stand; `templates/charts.html` draws them as SVG without any style of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 240, 40, 24, 32
GAP, WIDEST = 6, 54


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `series` counts from 0 and says its colour, `number` is written above it."""

    x: float
    y: float
    width: float
    height: float
    number: str
    series: int


@dataclass(frozen=True, slots=True)
class Label:
    """Words under a group of bars, around the middle of it."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the chart with its number."""

    y: float
    number: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of upright bars, several beside each other in every group."""

    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    floor: int = HEIGHT - BOTTOM


def columns(groups: Sequence[tuple[str, Sequence[float | None]]]) -> Columns:
    """Lay out the chart of these groups; what has no number has no bar."""
    floor = HEIGHT - BOTTOM
    top = _round_up(max((value for _, values in groups for value in values if value), default=1))
    step = (WIDTH - LEFT) / max(len(groups), 1)
    bars = [
        bar
        for place, (_, values) in enumerate(groups)
        for bar in _group(LEFT + place * step, step, values, (floor - TOP) / top)
    ]
    labels = tuple(
        Label(round(LEFT + (place + 0.5) * step, 1), name) for place, (name, _) in enumerate(groups)
    )
    lines = tuple(
        Line(round(floor - part * (floor - TOP) / 4, 1), _number(top * part / 4)) for part in range(5)
    )
    return Columns(tuple(bars), labels, lines)


def _group(start: float, step: float, values: Sequence[float | None], scale: float) -> list[Bar]:
    width = min(WIDEST, (step - 2 * GAP) / max(len(values), 1) - GAP)
    first = start + (step - len(values) * (width + GAP) + GAP) / 2
    return [
        Bar(
            x=round(first + place * (width + GAP), 1),
            y=round(HEIGHT - BOTTOM - value * scale, 1),
            width=round(width, 1),
            height=round(value * scale, 1),
            number=_number(value),
            series=place,
        )
        for place, value in enumerate(values)
        if value is not None
    ]


def _round_up(value: float) -> float:
    """The next number that four lines divide into round ones."""
    scale = 1
    while value > 28 * scale:
        scale *= 10
    return next(float(each * scale) for each in (4, 8, 12, 20, 28) if value <= each * scale)


def _number(value: float) -> str:
    return f"{value:,.12g}"
