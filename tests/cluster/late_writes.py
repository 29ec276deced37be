"""Writes to a machine that believes that it still leads."""

from __future__ import annotations

import time
from collections.abc import Callable

import asyncpg

LONGEST_SECONDS = 90
GONE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


async def write_at(address: str, until: Callable[[], bool]) -> list[int]:
    """Write straight to a machine until it says that it follows; return what it acknowledged."""
    acknowledged: list[int] = []
    stop, number = time.monotonic() + LONGEST_SECONDS, 0
    while time.monotonic() < stop and await _writes(address, number, acknowledged, until):
        number += 1
    return acknowledged


async def _writes(address: str, number: int, acknowledged: list[int], until: Callable[[], bool]) -> bool:
    """Try one write; False once the machine takes none any more."""
    try:
        connection = await asyncpg.connect(address, timeout=3)
    except GONE:
        return not until()
    try:
        if await connection.fetchval("SELECT pg_is_in_recovery()"):
            return False
        await connection.execute(f"COMMENT ON DATABASE portal IS 'late {number}'", timeout=3)
        acknowledged.append(number)
    except GONE:
        return True
    finally:
        connection.terminate()
    return True
