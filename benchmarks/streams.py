"""Many live streams, each followed as a browser does: what it was told of, and from where it goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

RETRY_SECONDS = 0.5
LONGEST_SECONDS = 60
# So many begin in the same moment: a server is told of no more in one go.
AT_ONCE = 20


@dataclass(slots=True)
class Stream:
    """One stream of a session; `told` is the last event of the trail that it was told of."""

    path: str
    cookie: str
    network: str
    key: str
    told: int
    opened: int = 0
    refused: str = ""
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, port: int, begin: asyncio.Semaphore) -> None:
        """Follow it; whenever it ends it is opened anew, from where it was."""
        while not self.refused:
            try:
                await self._once(port, begin)
            except OSError as problem:
                self.refused = str(problem)
            self.is_open.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _once(self, port: int, begin: asyncio.Semaphore) -> None:
        async with begin:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(self._asking(port))
            status = await reader.readline()
            while (await reader.readline()).strip():
                pass
        try:
            if b" 200 " not in status:
                self.refused = status.decode(errors="replace").strip()
                return
            self.opened += 1
            await self._read(reader)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Read the events; what lies between them, such as the lengths of chunks, says nothing."""
        while line := await reader.readline():
            self.is_open.set()
            if line.startswith(b"id: "):
                self.told = int(line[4:])

    def _asking(self, port: int) -> bytes:
        lines = (
            f"GET {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Accept: text/event-stream",
            f"Cookie: {self.cookie}",
            f"X-Forwarded-For: {self.network}",
            f"Last-Event-ID: {self.told}",
        )
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


@asynccontextmanager
async def following(streams: Sequence[Stream], port: int) -> AsyncIterator[None]:
    """Follow all of them while the block runs; it begins once they are open."""
    begin = asyncio.Semaphore(AT_ONCE)
    tasks = [asyncio.create_task(each.follow(port, begin)) for each in streams]
    try:
        await until(lambda each: each.is_open.is_set() or bool(each.refused), streams)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(holds: Callable[[Stream], bool], streams: Iterable[Stream]) -> list[Stream]:
    """Wait until something holds of all of them; return those of which it never did."""
    left, last = list(streams), asyncio.get_running_loop().time() + LONGEST_SECONDS
    while left and asyncio.get_running_loop().time() < last:
        await asyncio.sleep(0.05)
        left = [each for each in left if not holds(each)]
    return left
