"""What the rows are measured with: our portals by size, and the rivals, each made when a row first asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks.data import SIZES
from benchmarks.portal import OurPortal
from benchmarks.results import NotMeasured
from benchmarks.rivals.serving import Rivals


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

    def size(self, wanted: str) -> str:
        """A size that this run has; NotMeasured without it."""
        if wanted not in self.sizes:
            raise NotMeasured(f"it needs the size {wanted}")
        return wanted

    def ends(self) -> tuple[str, str]:
        """The smallest and the largest size of this run."""
        if len(self.sizes) < 2:
            raise NotMeasured("it needs two sizes to compare")
        chosen = [size for size in SIZES if size in self.sizes]
        return chosen[0], chosen[-1]

    def largest(self) -> str:
        """The largest size of this run."""
        chosen = [size for size in SIZES if size in self.sizes]
        if not chosen:
            raise NotMeasured("it needs a size")
        return chosen[-1]
