"""When each worker of this process last looked for something to do, and whether it could.

Kept in memory and nowhere else: a worker that stopped leaves nothing in the database, and one that has
nothing to do does not either. What other processes do is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from core import clock


@dataclass(slots=True)
class Rounds:
    """The rounds of one worker: since when it runs, when the last one ended well, how many since did not.

    `words` say what a round found that somebody has to look at.
    """

    begun: datetime
    last: datetime | None = None
    failures: int = 0
    words: str = ""

    def went_well(self, words: str = "") -> None:
        """Note that a round has just ended well, with what it found."""
        self.last, self.failures, self.words = clock.now(), 0, words

    def went_wrong(self) -> None:
        """Note that a round has just failed."""
        self.failures += 1


_here: dict[str, Rounds] = {}


@contextmanager
def going_round(name: str) -> Iterator[Rounds]:
    """Have the rounds of a worker known under its name until the block ends, however it does."""
    mine = _here[name] = Rounds(clock.now())
    try:
        yield mine
    finally:
        if _here.get(name) is mine:
            del _here[name]


def rounds_here() -> Mapping[str, Rounds]:
    """Return the rounds of every worker that runs in this process, by its name."""
    return dict(_here)
