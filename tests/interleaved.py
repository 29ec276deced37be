"""Two changes of which the second begins while the first is not written for good yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

from core.database import transaction

LONG_ENOUGH = 0.2


async def interleaved(first: Awaitable[Any], second: Awaitable[Any]) -> Any:
    """Do the first, have the second read and write what it can meanwhile, and only then end the first.

    Returns what the second answers, which may be an exception; the first has to succeed.
    """
    begun = asyncio.Event()

    async def _behind() -> Any:
        await begun.wait()
        return await second

    # Made here, so that it is no part of the transaction.
    behind = asyncio.create_task(_behind())
    async with transaction():
        await first
        begun.set()
        await asyncio.wait([behind], timeout=LONG_ENOUGH)
    (answer,) = await asyncio.gather(behind, return_exceptions=True)
    return answer
