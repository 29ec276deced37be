"""What a plugin's coroutine, in a loop of its own, may have done in the loop that the database belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from contextvars import Context, ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

LONGEST_CHANGE = 1.0

Done = TypeVar("Done")
Work = Callable[[], Awaitable[Any]]


class TooLate(Exception):
    """The plugin was given up meanwhile; nothing more is done for it."""


class _Undone(Exception):
    """The plugin raised inside its change, so that nothing of it is stored."""


@dataclass(slots=True, eq=False)
class _Place:
    """The context in which work is done at home, and the work under way there; nothing once it is closed."""

    home: asyncio.AbstractEventLoop
    context: Context
    open: bool = True
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def carry(self, work: Work) -> Any:
        """Do this at home; called from the plugin's loop."""
        done: Future[Any] = Future()
        self.home.call_soon_threadsafe(self._begin, work, done)
        return await asyncio.wrap_future(done)

    def _begin(self, work: Work, done: Future[Any]) -> None:
        if not self.open:
            _settle(done, problem=TooLate())
            return
        task = self.home.create_task(_do(work, done), context=self.context.copy())
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        """Have nothing more done here; what is under way is given up, and has ended when this returns."""
        self.open = False
        for task in self.tasks:
            task.cancel()
        if self.tasks:
            await asyncio.wait(self.tasks)


_place: ContextVar[_Place | None] = ContextVar("place", default=None)


def at_home() -> Callable[[Work], Awaitable[Any]] | None:
    """Return the way home for code that runs in a plugin's loop; None where it is at home already."""
    place = _place.get()
    if place is None or place.home is asyncio.get_running_loop():
        return None
    return place.carry


class Crossing:
    """The way home for one call of a plugin, from its loop to this one; `close` ends it.

    A change that a plugin holds open for more than a second is undone, for others wait for its locks.
    """

    def __init__(self) -> None:
        self._place = _Place(asyncio.get_running_loop(), copy_context())

    async def carry(self, work: Work) -> Any:
        """Do this at home; called from the plugin's loop."""
        return await (_place.get() or self._place).carry(work)

    async def close(self) -> None:
        """Give up what is still done for the plugin; later wishes are refused."""
        await self._place.close()

    def over(self, call: Callable[[], Awaitable[Done]]) -> Callable[[], Awaitable[Done]]:
        """Return the same call, with this way home."""

        async def crossed() -> Done:
            _place.set(self._place)
            return await call()

        return crossed

    @asynccontextmanager
    async def within(self, make: Callable[[], AbstractAsyncContextManager[Any]]) -> AsyncIterator[Any]:
        """Open at home what `make` makes, for a block in the plugin's loop."""
        opened: Future[tuple[Any, _Place]] = Future()
        left: Future[bool] = Future()
        ended = asyncio.ensure_future(self.carry(lambda: _hold(make, opened, left)))
        await asyncio.wait([ended, asyncio.wrap_future(opened)], return_when=asyncio.FIRST_COMPLETED)
        if not opened.done():
            await ended
        value, there = opened.result()
        token = _place.set(there)
        try:
            yield value
        except BaseException:
            _settle(left, value=False)
            with suppress(Exception):
                await ended
            raise
        finally:
            _place.reset(token)
        _settle(left, value=True)
        await ended


async def _hold(
    make: Callable[[], AbstractAsyncContextManager[Any]],
    opened: Future[tuple[Any, _Place]],
    left: Future[bool],
) -> None:
    """Hold it open, at home, until the plugin leaves it or has been too long."""
    with suppress(_Undone):
        async with asyncio.timeout(LONGEST_CHANGE), make() as value:
            there = _Place(asyncio.get_running_loop(), copy_context())
            _settle(opened, value=(value, there))
            try:
                right = await asyncio.wrap_future(left)
            finally:
                await there.close()
            if not right:
                raise _Undone


async def _do(work: Work, done: Future[Any]) -> None:
    try:
        _settle(done, value=await work())
    except asyncio.CancelledError:
        _settle(done, problem=TooLate())
        raise
    except BaseException as problem:
        _settle(done, problem=problem)


def _settle(future: Future[Any], value: Any = None, problem: BaseException | None = None) -> None:
    """Whoever waited may have gone."""
    if future.cancelled() or future.done():
        return
    with suppress(Exception):
        if problem is None:
            future.set_result(value)
        else:
            future.set_exception(problem)
