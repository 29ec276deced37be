"""Reading a trail in stretches as several processes do, by the database that a test has open."""

from collections.abc import AsyncGenerator

from core.audit.leaves import Stretch, stored_leaves
from core.audit.many_processes import ManyProcesses

SHORT = 3


class Stretches(ManyProcesses):
    """In this process, one after the other."""

    async def _read(self, after: int, until: int) -> AsyncGenerator[list[Stretch], None]:
        for start in range(after, until, self.stretch):
            end = min(start + self.stretch, until)
            yield [stretch async for stretch in stored_leaves(start, end)]


def in_stretches(after: int, until: int) -> AsyncGenerator[Stretch, None]:
    """The leaves of the open database."""
    return Stretches("", 2, worth_it=0, stretch=SHORT)(after, until)
