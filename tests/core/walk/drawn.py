"""What is drawn by chance, keys and codes and samples, follows from a name alone: a walk can be repeated."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch


@contextmanager
def drawn_from(name: str) -> Iterator[None]:
    """Let `uuid4` and `secrets` of this process draw the same each time while the block runs.

    Rows are found in the order of their keys, so what a walk does would depend on them otherwise.
    """
    draw = random.Random(name).randbytes
    with (
        patch.object(random, "_urandom", draw),
        patch.object(uuid, "os", SimpleNamespace(urandom=draw)),
    ):
        yield
