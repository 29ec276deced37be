"""Whether somebody can tell by the time it takes which of two things they asked for."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Awaitable, Callable

LIMIT, MEASURES = 4.5, 3


async def told_apart(ask: Callable[[str], Awaitable[None]], one: str, other: str, times: int = 40) -> bool:
    """Whether they can be told apart each time it is measured, in the same way.

    A difference that is there is there again; what a busy machine does to one measure is not.
    """
    chance, way = random.Random(8), 0.0
    for _ in range(MEASURES):
        found = await _welch(ask, one, other, times, chance)
        if abs(found) < LIMIT or found * way < 0:
            return False
        way = found
    return True


async def _welch(
    ask: Callable[[str], Awaitable[None]], one: str, other: str, times: int, chance: random.Random
) -> float:
    """How surely the two can be told apart by what this process works for them.

    Which of the two is asked for first is left to chance, or what comes round every few statements would
    always be found with the same one. How long a process waits for a busy machine tells nothing, and the
    slowest tenth of each was disturbed by whatever else the process did.
    """
    taken: dict[str, list[float]] = {one: [], other: []}
    for _ in range(times):
        for which in chance.sample([one, other], 2):
            started = time.process_time()
            await ask(which)
            taken[which].append(time.process_time() - started)
    kept = {which: sorted(times)[: -max(1, len(times) // 10)] for which, times in taken.items()}
    variance = sum(statistics.variance(each) / len(each) for each in kept.values())
    return (statistics.mean(kept[one]) - statistics.mean(kept[other])) / variance**0.5
