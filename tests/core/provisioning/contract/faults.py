"""What a hostile health system does wrong, drawn from a seed, and what of it has happened."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

WRITING = (
    "loses the write",
    "says yes and does nothing",
    "does it and times out",
    "does it and fails",
    "claims a conflict",
    "fails at once",
)
READING = (
    "lists double",
    "leaves a field out",
    "pages wrongly",
    "shows what was before",
    "redirects",
    "breaks off",
    "is slow",
)
CONFLICT = "has someone of the same name"
REQUIRED = frozenset({*WRITING, *READING, CONFLICT})
SLOW_SECONDS = 0.05


@dataclass
class Faults:
    """`fired` counts what has happened, not what was drawn: the system counts it when it has done it."""

    seed: int
    kinds: Collection[str] = REQUIRED
    often: float = 0.45
    on: bool = True
    fired: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def drawn(self, *, writing: bool) -> str:
        """What goes wrong with the next request; empty for nothing."""
        kinds = [each for each in (WRITING if writing else READING) if each in self.kinds]
        if not self.on or not kinds or self.chance.random() > self.often:
            return ""
        return self.chance.choice(kinds)

    def happened(self, kind: str) -> None:
        """Count a fault that was really done."""
        self.fired[kind] += 1


def missing(fired: Counter[str]) -> list[str]:
    """Every required fault that did not happen: a run without it proves nothing about it."""
    return sorted(REQUIRED - fired.keys())
