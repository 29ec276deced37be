"""What the rows are measured with: our portals by size, and the rivals, each made when a row first asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks.portal import OurPortal
from benchmarks.rivals.serving import Rivals

# Groups at each size; without one there are the practices of a demo.
SIZES = {"S": 250, "M": 2500, "L": 25000}


@dataclass
class Bench:
    """Everything is kept below `build`, so that the next run finds it."""

    build: Path
    sizes: Sequence[str] = ()
    _portals: dict[str, OurPortal] = field(default_factory=dict)

    @cached_property
    def rivals(self) -> Rivals:
        """The rivals, installed."""
        return Rivals.open(self.build)

    def portal(self, size: str = "") -> OurPortal:
        """Our portal with practices of this size."""
        if size not in self._portals:
            self._portals[size] = OurPortal.made(self.build / "bench" / (size or "demo"), size)
        return self._portals[size]
