"""Slow password hashes, off the event loop and behind a queue of limited length."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from core.errors import Unavailable
from core.keys import Keys

Result = TypeVar("Result")

LONGEST_QUEUE = 200
# OWASP's parameters for argon2id (memory in KiB), and the ones of tests, which production refuses.
FULL = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class PasswordHashing:
    """Hashes and checks passwords in a few threads; raises Unavailable when too many people wait."""

    def __init__(self, keys: Keys, *, cheap: bool = False, longest_queue: int = LONGEST_QUEUE) -> None:
        self._keys = keys
        self._hasher = CHEAP if cheap else FULL
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="password")
        self._places = threading.BoundedSemaphore(longest_queue)
        # Compared with when there is no account, so that the answer takes as long as if there were one.
        self._nobody = self._hasher.hash(keys.peppered(os.urandom(16).hex(), None))

    async def hash(self, password: str, account: UUID) -> str:
        """Hash a password for storing at its account."""
        return await self._run(lambda: self._hasher.hash(self._keys.peppered(password, account)))

    async def matches(self, stored: str | None, password: str, account: UUID | None) -> bool:
        """Tell whether this is the account's password; without a stored hash it takes as long and is not."""
        right = await self._run(lambda: self._verify(stored or self._nobody, password, account))
        return right and bool(stored)

    def is_outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    async def off_the_loop(self, work: Callable[[], Result]) -> Result:
        """Do any other work on passwords that takes long."""
        return await self._run(work)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str, password: str, account: UUID | None) -> bool:
        try:
            return self._hasher.verify(stored, self._keys.peppered(password, account))
        except (VerifyMismatchError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], Result]) -> Result:
        if not self._places.acquire(blocking=False):
            raise Unavailable("Too many people are signing in at this moment.")
        future = self._threads.submit(work)
        # The place is taken until the thread is done, even if the person has gone meanwhile.
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)
