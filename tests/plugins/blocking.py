"""Code of a plugin that blocks its thread, and what that costs everybody else."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.applications import Catalogue
from core.applications.limits import AS_SHIPPED, Limits
from core.portal import Portal

# For code that never answers; what answers has as long as in the product.
LIMITS = Limits(page=0.5)


class Blocking:
    """Blocks whoever calls it until it is let go, or says at once what it is told to say."""

    def __init__(self) -> None:
        self.begun, self.gone, self.calls = threading.Event(), threading.Event(), 0

    def here(self, *_: Any) -> None:
        """A function."""
        self.calls += 1
        self.begun.set()
        self.gone.wait(5)

    async def there(self, *given: Any) -> None:
        """A coroutine that blocks all the same."""
        self.here(*given)

    async def hanging(self, *_: Any) -> None:
        """A coroutine that waits for what never comes, as for a server that does not answer."""
        self.calls += 1
        await asyncio.sleep(5)


@contextmanager
def blocking() -> Iterator[Blocking]:
    made = Blocking()
    try:
        yield made
    finally:
        made.gone.set()


def portal_where(portal: Portal, slug: str, limits: Limits = AS_SHIPPED, /, **changes: Any) -> Portal:
    """The same portal, with parts of one application put in place."""
    every = {**portal.applications, slug: replace(portal.applications[slug], **changes)}
    return Portal(portal.site, Catalogue(portal.site, every, limits=limits), portal.mail)


async def longest_wait(work: asyncio.Task[Any]) -> float:
    """For how long this loop served nobody while the work went on."""
    longest = 0.0
    while not work.done():
        began = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - began)
    return longest
