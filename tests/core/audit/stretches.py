"""Reading a trail in stretches as several processes do, by the database that a test has open."""

from collections.abc import AsyncGenerator

from core.audit.leaves import Leaf
from core.audit.many_processes import ManyProcesses, Stretch, stretch_of

SHORT = 3


class Stretches(ManyProcesses):
    """In this process, one after the other."""

    async def _stretches(self, after: int, until: int) -> AsyncGenerator[Stretch, None]:
        for start in range(after, until, self.stretch):
            yield await stretch_of(start, min(start + self.stretch, until))


def in_stretches(after: int, until: int) -> AsyncGenerator[Leaf, None]:
    """The leaves of the open database."""
    return Stretches("", 2, worth_it=0, stretch=SHORT)(after, until)
