"""The leaves of a long trail read by several processes, each of which hashes a stretch of it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from core.audit.leaves import Broken, Leaf, stored_leaves
from core.database import connect
from core.tlog.tree import HASH_BYTES


@dataclass(frozen=True, slots=True)
class Stretch:
    """The leaves behind event `after`, one behind the other, as far as the first fault."""

    after: int
    digests: bytes
    emptied: frozenset[int]
    retires: dict[int, int]
    fault: tuple[int, str] | None

    def __iter__(self) -> Iterator[Leaf]:
        for place in range(len(self.digests) // HASH_BYTES):
            digest = self.digests[place * HASH_BYTES : (place + 1) * HASH_BYTES]
            yield Leaf(digest, place in self.emptied, self.retires.get(place, 0))


@dataclass(frozen=True, slots=True)
class ManyProcesses:
    """Reads leaves from the database at `url` in so many processes, in their order and in constant memory."""

    url: str
    processes: int
    # A process takes a second to begin: fewer events are read faster without.
    worth_it: int = 50_000
    stretch: int = 20_000

    async def __call__(self, after: int, until: int) -> AsyncGenerator[Leaf, None]:
        """Yield the leaves behind `after`, up to `until`; raise Broken at the first fault."""
        if self.processes < 2 or until - after < self.worth_it:
            async for leaf in stored_leaves(after, until):
                yield leaf
            return
        number = after
        async for stretch in self._stretches(after, until):
            if number != stretch.after and (stretch.digests or stretch.fault):
                raise Broken(number + 1, "is missing")
            for leaf in stretch:
                number += 1
                yield leaf
            if stretch.fault:
                raise Broken(*stretch.fault)

    async def _stretches(self, after: int, until: int) -> AsyncGenerator[Stretch, None]:
        """Each in its turn, while the next ones are read already."""
        pool = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))
        begun: deque[Future[Stretch]] = deque()
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


def read_stretch(url: str, after: int, until: int) -> Stretch:
    """Read and hash a stretch, in a process that has no database yet."""
    return asyncio.run(_read(url, after, until))


async def _read(url: str, after: int, until: int) -> Stretch:
    database = await connect(url)
    try:
        return await stretch_of(after, until)
    finally:
        await database.close()


async def stretch_of(after: int, until: int) -> Stretch:
    """Read and hash a stretch of the trail in the database that is open."""
    leaves: list[Leaf] = []
    fault = None
    try:
        async for leaf in stored_leaves(after, until):
            leaves.append(leaf)
    except Broken as problem:
        fault = problem.number, problem.what
    return Stretch(
        after,
        b"".join(leaf.digest for leaf in leaves),
        frozenset(place for place, leaf in enumerate(leaves) if leaf.emptied),
        {place: leaf.retires for place, leaf in enumerate(leaves) if leaf.retires},
        fault,
    )
