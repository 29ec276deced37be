"""Coroutines of a plugin: each runs in a thread of the plugin with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar

from core.apart.tracing import Traced
from core.blocking import stack_of, watched

Said = TypeVar("Said")


class Loop:
    """The loop of one plugin for one kind of work, in a thread of its own.

    What runs there shares the loop, so that it may keep connections. A call that was given up before it
    began is never made. The log names whatever blocks it.
    """

    def __init__(self, slug: str) -> None:
        self._slug = slug
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ident: int | None = None

    async def called(self, name: str, call: Callable[[], Awaitable[Said]]) -> Said:
        """Run it, with its name in the trace."""
        with Traced(self._slug, name) as traced:
            return traced.answered(await self.run(call))

    async def run(self, call: Callable[[], Awaitable[Said]]) -> Said:
        """Return what the plugin answers, or raise what it raises."""
        given_up = threading.Event()
        answering: Future[Said | BaseException] = asyncio.run_coroutine_threadsafe(
            _answer(call, given_up), self._started()
        )
        try:
            answer = await asyncio.wrap_future(answering)
        except asyncio.CancelledError:
            given_up.set()
            raise
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def stack(self) -> str:
        """Write where the thread is at this moment: in the code that blocks it, or waiting."""
        return stack_of(self._ident) if self._ident else ""

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop, ending = asyncio.new_event_loop(), asyncio.Event()
            thread = threading.Thread(
                target=_run, args=(self._loop, self._slug, ending), name=f"plugin {self._slug}", daemon=True
            )
            thread.start()
            self._ident = thread.ident
            weakref.finalize(self, _end, self._loop, ending).atexit = False
        return self._loop


async def _answer(call: Callable[[], Awaitable[Said]], given_up: threading.Event) -> Said | BaseException:
    """What the plugin answered or raised; nothing of it may end its thread, or cancel whoever asked."""
    if given_up.is_set():
        raise asyncio.CancelledError
    try:
        return await call()
    except (Exception, SystemExit) as problem:
        return problem
    except BaseException as problem:
        if given_up.is_set():
            raise
        return RuntimeError(f"raised {type(problem).__name__}")


def _run(loop: asyncio.AbstractEventLoop, slug: str, ending: asyncio.Event) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_until(ending, slug))
    loop.close()


async def _until(ending: asyncio.Event, slug: str) -> None:
    with watched("plugin.blocked", application=slug):
        await ending.wait()


def _end(loop: asyncio.AbstractEventLoop, ending: asyncio.Event) -> None:
    loop.call_soon_threadsafe(ending.set)
