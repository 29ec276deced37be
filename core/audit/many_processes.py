"""The leaves of a long trail read by several processes, each of which hashes a stretch of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from core.audit.leaves import Stretch, stored_leaves
from core.database import connect


@dataclass(frozen=True, slots=True)
class ManyProcesses:
    """Reads leaves from the database at `url` in so many processes, in their order and in constant memory."""

    url: str
    processes: int
    # A process takes a second to begin: fewer events are read faster without.
    worth_it: int = 50_000
    stretch: int = 20_000

    async def __call__(self, after: int, until: int) -> AsyncGenerator[Stretch, None]:
        """Yield the leaves behind `after`, up to `until`, as far as the first fault."""
        if self.processes < 2 or until - after < self.worth_it:
            async for stretch in stored_leaves(after, until):
                yield stretch
            return
        async for several in self._read(after, until):
            for stretch in several:
                yield stretch
                if stretch.fault:
                    return

    async def _read(self, after: int, until: int) -> AsyncGenerator[list[Stretch], None]:
        """Each in its turn, while the next ones are read already."""
        pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
        begun: deque[Future[list[Stretch]]] = deque()
        starts = iter(range(after, until, self.stretch))
        try:
            while True:
                while len(begun) <= self.processes and (start := next(starts, None)) is not None:
                    begun.append(pool.submit(read_stretch, self.url, start, min(start + self.stretch, until)))
                if not begun:
                    return
                yield await asyncio.wrap_future(begun.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def read_stretch(url: str, after: int, until: int) -> list[Stretch]:
    """Read and hash some events, in a process that has no database yet."""
    return asyncio.run(_in_database(url, after, until))


async def _in_database(url: str, after: int, until: int) -> list[Stretch]:
    database = await connect(url)
    try:
        return [stretch async for stretch in stored_leaves(after, until)]
    finally:
        await database.close()
