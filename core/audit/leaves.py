"""What each event of the trail gives to its tree, when it is as it was written."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.audit.canonical import COVERED, is_emptied, leaf_of
from core.audit.quick_leaves import quick_leaves
from core.audit.reading import stored_rows, stored_texts

RETIRED = "trail.retired"
# So many events are read and hashed at a time.
AT_ONCE = 4_096
_COLUMNS = {*COVERED, "salt", "leaf"}
_ACTION = 2
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


@dataclass(frozen=True, slots=True)
class Stretch:
    """The leaves behind event `after` as far as the first fault; `emptied` and `retires` go by places."""

    after: int
    digests: list[bytes]
    emptied: frozenset[int] = frozenset()
    retires: Mapping[int, int] = field(default_factory=dict)
    fault: tuple[int, str] | None = None

    def leaf(self, place: int) -> Leaf:
        """The leaf at a place, which is counted from 0."""
        return Leaf(self.digests[place], place in self.emptied, self.retires.get(place, 0))


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


async def stored_leaves(after: int, until: int) -> AsyncGenerator[Stretch, None]:
    """Yield the leaves of the events behind `after`, up to `until`, as far as the first fault."""
    while after < until:
        end = min(after + AT_ONCE, until)
        stretch = await _quickly(after, end) or await _with_care(after, end)
        yield stretch
        if stretch.fault:
            return
        after = end


async def _quickly(after: int, until: int) -> Stretch | None:
    """The leaves of these events when they are whole and plain; None where only care can tell."""
    rows = await stored_texts(until, after)
    if rows is None or len(rows) != until - after or any(row[_ACTION] == RETIRED for row in rows):
        return None
    leaves = quick_leaves(rows, after)
    return None if leaves is None else Stretch(after, leaves)


async def _with_care(after: int, until: int) -> Stretch:
    leaves: list[Leaf] = []
    fault = None
    try:
        async for row in stored_rows(until, after):
            leaves.append(leaf_as_written(row, after + len(leaves) + 1))
    except Broken as problem:
        fault = problem.number, problem.what
    return Stretch(
        after,
        [leaf.digest for leaf in leaves],
        frozenset(place for place, leaf in enumerate(leaves) if leaf.emptied),
        {place: leaf.retires for place, leaf in enumerate(leaves) if leaf.retires},
        fault,
    )
