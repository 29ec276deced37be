"""All that runs of one plugin, beside its provisioner."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from core.apart.asking import Rules, Silent
from core.apart.crossing import Crossing
from core.apart.loops import Loop
from core.apart.tracing import Traced

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class Plugin:
    """The threads of one plugin: in one its functions are called, in the other its coroutines run."""

    def __init__(self, slug: str) -> None:
        self._slug, self._rules, self._loop = slug, Rules(slug), Loop(slug)

    def ask(self, place: str, make: Callable[[], Answer]) -> Answer:
        """Return what a function answers, or raise what it raises; Silent when it does not answer at once."""
        return self._rules.ask(place, make)

    async def run(self, place: str, call: Callable[[Crossing], Awaitable[Answer]], seconds: float) -> Answer:
        """Return what a coroutine answers, or raise what it raises; Silent when it does not in these seconds.

        What it does to the database it does through the crossing, which is closed in the end.
        """
        with Traced(self._slug, place) as traced:
            return traced.answered(await self._ran(place, call, seconds))

    async def _ran(self, place: str, call: Callable[[Crossing], Awaitable[Answer]], seconds: float) -> Answer:
        crossing = Crossing()
        running = asyncio.ensure_future(_held_in(self._loop.run(crossing.over(lambda: call(crossing)))))
        try:
            done, _ = await asyncio.wait([running], timeout=seconds)
            if not done:
                log.error("plugin.overran", application=self._slug, place=place, stack=self._loop.stack())
                raise Silent(self._slug)
            return running.result()
        finally:
            running.cancel()
            await crossing.close()


async def _held_in(running: Awaitable[Answer]) -> Answer:
    """Wait for it in a task of its own: one that ends with SystemExit would end the whole loop, too."""
    try:
        return await running
    except SystemExit as problem:
        raise RuntimeError("raised SystemExit") from problem
