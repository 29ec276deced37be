"""How long whoever is asked holds up the loop that serves everybody."""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from web.plugin_check.steps import Steps

Answer = TypeVar("Answer")
OURS = Path(__file__).parents[2]
# Seconds between two awaits, without those in which others had the processor; so often it is tried.
LONGEST, TRIES = 0.05, 5


async def quickly(asking: Callable[[], Awaitable[Answer]], *, again: bool) -> Answer:
    """Ask; no step may hold up the loop for long.

    What may be asked `again` is, while it takes too long: the first time a page may have to be compiled. What
    changes something is asked once, and may take three times as long.
    """
    first, took, where = await held(asking())
    for _ in range(TRIES - 1 if again and took > LONGEST else 0):
        took, where = min((took, where), (await held(asking()))[1:])
    assert took <= (LONGEST if again else 3 * LONGEST), f"the loop is held up for {took:.3f} s at {where}"
    return first


async def held(asking: Awaitable[Answer]) -> tuple[Answer, float, str]:
    """Ask; return the answer, the longest step on the way to it, and where that stood."""
    # What all tests before left behind is collected at some moment, which says nothing of this step.
    gc.disable()
    try:
        with Steps(OURS) as steps:
            answer = await steps.run(asking)
    finally:
        gc.enable()
    return answer, steps.longest, steps.where
