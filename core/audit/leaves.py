"""What each event of the trail gives to its tree, when it is as it was written."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from core.audit.canonical import COVERED, is_emptied, leaf_of
from core.audit.reading import stored_rows

RETIRED = "trail.retired"
_COLUMNS = {*COVERED, "salt", "leaf"}
_HASH, _SALT = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")


class Broken(Exception):
    """The first event of the trail that is not as it was written, and what is wrong with it."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(number, what)
        self.number, self.what = number, what

    def __str__(self) -> str:
        return f"event {self.number}: {self.what}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the tree; `emptied` if its event was retired, `retires` is the last event that it retires."""

    digest: bytes
    emptied: bool = False
    retires: int = 0


def leaf_as_written(row: Mapping[str, Any], number: int) -> Leaf:
    """Return the leaf of the event with this number; raise Broken when the row is not as it was written."""
    if set(row) != _COLUMNS:
        raise Broken(number, "has not the parts of an event")
    if row["number"] != number:
        raise Broken(number, "is missing")
    leaf = str(row["leaf"])
    if is_emptied(row) and _HASH.fullmatch(leaf):
        return Leaf(bytes.fromhex(leaf), emptied=True)
    if not _SALT.fullmatch(str(row["salt"])) or leaf_of(row, row["salt"]).hex() != leaf:
        raise Broken(number, "is not as it was written")
    retires = row["details"].get("until", 0) if row["action"] == RETIRED else 0
    return Leaf(bytes.fromhex(leaf), retires=retires)


async def stored_leaves(after: int, until: int) -> AsyncGenerator[Leaf, None]:
    """Yield the leaves of the events behind `after`, up to `until`; raise Broken at the first fault."""
    number = after
    async for row in stored_rows(until, after):
        number += 1
        yield leaf_as_written(row, number)
