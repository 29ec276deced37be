"""Streams that say only "changed": the page then asks for its fragment again, and is authorized again.

A stream is short and the browser opens the next one by itself, saying what the last one told it, so that
nothing is lost in between and whoever may no longer look is found out.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType
from uuid import UUID

from litestar.response.sse import ServerSentEventMessage as Message

from core.audit.following import Follower, Watch
from core.identity import LiveSession, sessions

RETRY_MILLISECONDS = 1500
# Proxies close what is silent for long; and a session that ended by itself is noticed at this pace.
PULSE_SECONDS = 15
May = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class Live:
    """The streams of one process: how long each lasts, and how many there may be."""

    idle: timedelta
    lifetime: float = 55
    per_session: int = 4
    in_all: int = 2000
    follower: Follower = field(default_factory=Follower)
    _open: Counter[UUID] = field(default_factory=Counter)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    def has_room(self, session: UUID) -> bool:
        """Tell whether one more stream may be opened for a session."""
        return self._open[session] < self.per_session and self._open.total() < self.in_all

    async def changes(
        self, session: LiveSession, keys: frozenset[str], number: int, may: May
    ) -> AsyncIterator[Message]:
        """Tell a browser of changes to these things after the event `number`, while it may know."""
        mine = str(session.account)
        if not self.has_room(session.id):
            yield Message(data="", event="ended")
            return
        with self._counted(session.id), self.follower.watching(keys | {mine}, number) as watch:
            yield Message(data=None, comment="watching", retry=RETRY_MILLISECONDS)
            async for changed in self._stirrings(watch):
                if not (await sessions.holds(session.id, self.idle) and await may()):
                    yield Message(data="", event="ended")
                    return
                if changed - {mine} or mine in keys & changed:
                    yield Message(data="", event="changed", id=watch.number)
                else:
                    yield Message(data=None, comment="still here")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the trail while the block runs; streams end as soon as the process is told to."""
        self._closing.clear()
        with _before_exit(self.close):
            async with self.follower.running():
                yield

    def with_app(self, _: object) -> AbstractAsyncContextManager[None]:
        """Do what `running` does, as applications take what starts and stops with them."""
        return self.running()

    def close(self) -> None:
        """End every stream: a server waits for open answers before it stops."""
        self._closing.set()

    async def _stirrings(self, watch: Watch) -> AsyncIterator[frozenset[str]]:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.lifetime
        while not self._closing.is_set() and (left := until - loop.time()) > 0:
            await _first_of(watch.stirred, self._closing, seconds=min(left, PULSE_SECONDS))
            yield watch.take()

    @contextmanager
    def _counted(self, session: UUID) -> Iterator[None]:
        self._open[session] += 1
        try:
            yield
        finally:
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()


@contextmanager
def _before_exit(close: Callable[[], None]) -> Iterator[None]:
    """Call `close` as soon as the process is asked to end, before the server's own handler of the signal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def handle(number: int, frame: FrameType | None) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(close)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    # Only where somebody handles the signal already: the process must still end as it would have.
    handled = [number for number, earlier in before.items() if callable(earlier)]
    for number in handled:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, before[number])
