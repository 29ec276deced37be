"""Code of a plugin that gives and takes access runs in a thread of its own, and can block only that."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from core.blocking import watched
from core.plugin_api import Grant, Held, Outcome, Provisioner, Standing

Said = TypeVar("Said", Outcome, Standing)
Call = Callable[[Any], Awaitable[Said]]


@dataclass(frozen=True, slots=True)
class Apart:
    """A plugin's provisioner, each call of which runs in the loop of the plugin's own thread.

    The calls of one plugin share a loop, so that it may keep connections. A call that was given up before
    it began is never made.
    """

    slug: str
    own: Provisioner[Any]
    _loops: list[asyncio.AbstractEventLoop] = field(default_factory=list)

    async def grant(self, grant: Grant[Any], /) -> Outcome:
        """Give access, as the plugin does."""
        return await self._apart(self.own.grant, grant)

    async def revoke(self, grant: Held[Any], /) -> Outcome:
        """Take access away, as the plugin does."""
        return await self._apart(self.own.revoke, grant)

    async def check(self, grant: Held[Any], /) -> Standing:
        """Look, as the plugin does."""
        return await self._apart(self.own.check, grant)

    async def _apart(self, call: Call[Said], grant: Held[Any]) -> Said:
        given_up = threading.Event()
        answering: Future[Said | BaseException] = asyncio.run_coroutine_threadsafe(
            _answer(partial(call, grant), given_up), self._loop()
        )
        try:
            answer = await asyncio.wrap_future(answering)
        except asyncio.CancelledError:
            given_up.set()
            raise
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _loop(self) -> asyncio.AbstractEventLoop:
        if not self._loops:
            self._loops.append(asyncio.new_event_loop())
            thread = threading.Thread(
                target=_run, args=(self._loops[0], self.slug), name=f"plugin {self.slug}", daemon=True
            )
            thread.start()
        return self._loops[0]


async def _answer(call: Callable[[], Awaitable[Said]], given_up: threading.Event) -> Said | BaseException:
    """What the plugin answered or raised; SystemExit must not end its thread."""
    if given_up.is_set():
        return asyncio.CancelledError()
    try:
        return await call()
    except (Exception, SystemExit) as problem:
        return problem


def _run(loop: asyncio.AbstractEventLoop, slug: str) -> None:
    asyncio.set_event_loop(loop)
    loop.run_until_complete(_as_long_as_the_process(slug))


async def _as_long_as_the_process(slug: str) -> None:
    with watched("plugin.blocked", application=slug):
        await asyncio.Event().wait()
