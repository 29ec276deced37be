"""What holds up the loop is found, whether it computes or waits."""

from __future__ import annotations

import time

import pytest

from tests.web.holding import LONGEST, held, quickly

wait = time.sleep


async def planted() -> str:
    wait(2 * LONGEST)
    return "late"


async def test_a_step_that_holds_the_loop_up_is_found() -> None:
    with pytest.raises(AssertionError, match="held up for"):
        await quickly(planted, again=True)
    answer, took, where = await held(planted())
    assert answer == "late" and took > LONGEST and where.startswith("test_holding.py")
