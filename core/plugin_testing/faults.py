"""What a made-up system does wrong, and what of it has happened."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal[
    "conflict", "too-many", "error", "half", "huge", "never", "lost", "down", "says-yes", "killed",
    "refused",
]  # fmt: skip
KINDS: tuple[Kind, ...] = tuple(each for each in get_args(Kind) if each != "refused")
"""What access must endure. That credentials are refused it need not: people put that right."""
CHANGING: frozenset[Kind] = frozenset({"conflict", "lost", "says-yes"})
"""What can go wrong only where a request changes something."""
ONCE: frozenset[Kind] = frozenset({"lost"})
RETRY_AFTER = 30
HUGE = 100 * 1024 * 1024


@dataclass
class Faults:
    """`kind` happens from the request with the number `at` on, counted from one, until `calm`.

    `fired` counts what was really done, not what was planned: a trial whose fault did not happen proves
    nothing. `asked` holds for each request since the plan whether it changed something. `sent` is how much
    of an endless answer was taken.
    """

    kind: Kind | None = None
    at: int = 1
    asked: list[bool] = field(default_factory=list)
    sent: int = 0
    fired: Counter[Kind] = field(default_factory=Counter)
    problems: list[Exception] = field(default_factory=list)
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def plan(self, kind: Kind, at: int = 1) -> None:
        """Have this go wrong from the request with this number on."""
        self.calm()
        self.kind, self.at = kind, at

    def calm(self) -> None:
        """Nothing goes wrong any more; requests are counted anew."""
        self.kind, self.at, self.sent = None, 1, 0
        self.asked.clear()
        self.happened.clear()

    def due(self, asked: int) -> Kind | None:
        """What goes wrong with the request that is the so-manieth."""
        if self.kind is None or asked < self.at or (self.kind in ONCE and asked > self.at):
            return None
        return self.kind

    def done(self, kind: Kind) -> None:
        """Count a fault that was really done."""
        self.fired[kind] += 1
        self.happened.set()
