"""A server that follows the first one, and is asked for what may be some seconds old."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import Context
from time import monotonic
from typing import Any

import asyncpg
import structlog

from core.database.failures import is_outage, is_unmigrated
from core.database.lateness import NotARead

# Nothing older than this is shown, as far as the last look tells.
LATEST_SECONDS = 5
LOOK_SECONDS = 1
# A server that lets us wait for longer is left out; it is asked for pages, not for work.
PATIENCE_SECONDS = 5
PLACES = 10
READ_ONLY = {"default_transaction_read_only": "on"}
# How far the first server has written its log, and how far the other one has taken it in.
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint AS place"
TAKEN_IN = """
    SELECT current_setting('transaction_read_only') = 'on' AS reads_alone, pg_wal_lsn_diff(
        CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0'
    )::bigint AS place
"""

log = structlog.get_logger(__name__)
Ask = Callable[[str, list[Any]], Awaitable[Any]]


class Replica:
    """The second server, asked while it is known to be no more than `LATEST_SECONDS` behind.

    It is looked at each second while somebody asks, beside them and not before them: by how far the first
    server had written and the second one read, so that no clock and no pause in the work misleads. Where the
    pool cannot be opened, or a server takes changes, the first one answers as if there were no other.
    """

    def __init__(self, address: str, *, pooled: bool = False) -> None:
        self._address, self._pooled = address, pooled
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()
        self._marks: deque[tuple[float, int]] = deque(maxlen=2 * LATEST_SECONDS)
        self._fit_until = self._look_at = 0.0
        self._looking: asyncio.Task[None] | None = None
        self._told = ""

    async def read(self, text: str, values: list[Any], first: Ask) -> Any:
        """Ask the replica where it is fit, and `first`, which asks the other server, where it is not."""
        if not self._is_fit(first):
            return await first(text, values)
        try:
            return await self._ask(text, values)
        except asyncpg.ReadOnlySQLTransactionError as problem:
            raise NotARead from problem
        except Exception as problem:
            if not _is_its_own(problem):
                raise
            self._leave_out(problem)
            return await first(text, values)

    async def look(self, first: Ask) -> None:
        """Find out how far it is behind, and until when it may be asked."""
        self._look_at = monotonic() + LOOK_SECONDS
        try:
            (written,) = await first(WRITTEN, [])
            self._marks.append((monotonic(), written["place"]))
            (there,) = await self._ask(TAKEN_IN, [])
        except Exception as problem:
            self._leave_out(problem)
            return
        reached = [at for at, place in self._marks if place <= there["place"]] if there["reads_alone"] else []
        self._fit_until = max(reached, default=0.0) + LATEST_SECONDS
        self._tell(
            "" if self._fits() else "it is too far behind" if there["reads_alone"] else "it takes changes"
        )

    async def close(self) -> None:
        """Stop looking, and end every connection."""
        if self._looking:
            self._looking.cancel()
            await asyncio.wait([self._looking])
        if self._pool:
            await self._pool.close()
        self._pool = None

    def _is_fit(self, first: Ask) -> bool:
        if monotonic() >= self._look_at and (self._looking is None or self._looking.done()):
            # Of whoever asks nothing goes along: neither their transaction nor what counts their statements.
            self._looking = asyncio.get_running_loop().create_task(self.look(first), context=Context())
        return self._fits()

    def _fits(self) -> bool:
        return monotonic() < self._fit_until

    async def _ask(self, text: str, values: list[Any]) -> Any:
        pool = self._pool or await self._opened()
        async with pool.acquire(timeout=PATIENCE_SECONDS) as connection:
            return await connection.fetch(text, *values)

    async def _opened(self) -> asyncpg.Pool:
        """The pool, opened once. Behind a pooler nothing is set; who takes changes is never asked there."""
        own: dict[str, Any] = {"statement_cache_size": 0} if self._pooled else {"server_settings": READ_ONLY}
        limits: dict[str, Any] = {"timeout": PATIENCE_SECONDS, "command_timeout": PATIENCE_SECONDS}
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._address, min_size=0, max_size=PLACES, reset=_as_it_is, **limits, **own
                )
        return self._pool

    def _leave_out(self, problem: Exception) -> None:
        self._fit_until = 0.0
        self._tell(type(problem).__name__)

    def _tell(self, why: str) -> None:
        """Say once that it is left out, and once that it is asked again."""
        if why and not self._told:
            log.warning("replica.left-out", why=why)
        elif self._told and not why:
            log.info("replica.asked-again")
        self._told = why


async def _as_it_is(_: object) -> None:
    """Give a connection back without a visit to the server: nothing is set on it."""


def _is_its_own(problem: Exception) -> bool:
    """Tell a failure of the second server, which the first one does not share, from one of the statement."""
    # It ends a read that stands in the way of what it takes in, and may not have taken in a migration yet.
    return isinstance(problem, asyncpg.SerializationError) or is_outage(problem) or is_unmigrated(problem)
