"""What was measured, row by row: whether it reached its goal, how it is printed, and how it is kept."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from benchmarks.in_turns import Figures

_HOLDS: Mapping[str, Callable[[float, float], bool]] = {"≥": operator.ge, "≤": operator.le}


class NotMeasured(Exception):
    """Why a row could not be measured."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a row has to reach, in its ratio or in its own figure."""

    way: Literal["≥", "≤"]
    bound: float
    of: Literal["ratio", "ours"] = "ratio"
    unit: str = "x"

    def __str__(self) -> str:
        return f"{self.way}{self.bound:g}{self.unit}"


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison of a row; `ratio` is how many times faster than the rival, or how much of something."""

    what: str
    ours: float
    unit: str
    goal: Goal
    rival: float | None = None
    ratio: float | None = None
    failures: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the goal is reached, and every answer was right."""
        reached = self.ours if self.goal.of == "ours" else self.ratio
        return not self.failures and reached is not None and _HOLDS[self.goal.way](reached, self.goal.bound)

    @property
    def short_by(self) -> float:
        """How far it is from its goal: above 1 is short."""
        reached = (self.ours if self.goal.of == "ours" else self.ratio) or 0
        if self.failures:
            return float("inf")
        if self.goal.way == "≤":
            return reached / self.goal.bound
        return self.goal.bound / reached if reached else float("inf")

    def words(self, name: str) -> str:
        """The line that is printed."""
        rival = "-" if self.rival is None else f"{self.rival:.3g}{self.unit}"
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        failed = f" ({self.failures} wrong answers)" if self.failures else ""
        said = f"ours={self.ours:.3g}{self.unit} rival={rival} ratio={ratio} goal={self.goal}"
        return f"{name} {said} {'ok' if self.ok else 'short'}{failed}"

    def stored(self) -> dict[str, Any]:
        """The line for a file."""
        figures = {"ours": self.ours, "rival": self.rival, "ratio": self.ratio}
        rounded = {name: None if value is None else round(value, 3) for name, value in figures.items()}
        more = {"failures": self.failures, "details": dict(self.details)}
        said = {"what": self.what, "unit": self.unit, "goal": str(self.goal)}
        return {**said, **rounded, "verdict": "ok" if self.ok else "short", **more}


def against(what: str, goal: Goal, ours: str, found: Mapping[str, Figures]) -> Line:
    """Compare the processor time of our page with that of the best rival at the same work."""
    own = found[ours]
    rivals = {name: each for name, each in found.items() if name != ours}
    best = min(each.cpu for each in rivals.values())
    failures = sum(each.failures for each in found.values())
    details = {name: each.stored() for name, each in found.items()}
    return Line(what, own.cpu, "ms", goal, best, best / own.cpu, failures, details)


@dataclass(frozen=True, slots=True)
class Row:
    """A row with all that was compared for it, why it was not measured, or why measuring it failed."""

    name: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    failed: bool = False

    def words(self) -> list[str]:
        """One line for the row, which is that of the comparison furthest from its goal; then the others."""
        if not self.lines:
            return [f"{self.name} {'failed' if self.failed else 'not measured'}: {self.reason}"]
        first, *others = sorted(self.lines, key=lambda each: each.short_by, reverse=True)
        head = first.words(self.name) + f"  {first.what}"
        return [head, *(f"{each.words('   ')}  {each.what}" for each in others)]

    def stored(self) -> dict[str, Any]:
        """The row for a file."""
        if not self.lines:
            return {"row": self.name, "failed" if self.failed else "not_measured": self.reason}
        verdict = "ok" if all(each.ok for each in self.lines) else "short"
        return {"row": self.name, "verdict": verdict, "lines": [each.stored() for each in self.lines]}
