"""How often Python looks for objects that nobody holds: seldom at a start, when nearly all of them stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# What has lived for a while is not looked through: it is hundreds of thousands of objects.
AT_THE_START = (10_000, 10, 100_000)
OBJECTS_OF_ANSWERS = 5000


@contextmanager
def left_alone() -> Iterator[None]:
    """Import and build in this block, where only what was made a moment ago is looked through."""
    before = gc.get_threshold()
    gc.set_threshold(*AT_THE_START)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def settle() -> None:
    """Leave what was made at the start out of what the collector looks through again and again.

    It never ends; and an answer makes thousands of objects, of which none is left when it is sent.
    """
    gc.collect(1)
    gc.freeze()
    gc.set_threshold(OBJECTS_OF_ANSWERS, *gc.get_threshold()[1:])
