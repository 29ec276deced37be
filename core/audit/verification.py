"""Is the trail whole? Finds edits, deletions, swaps and a missing end, and names the first bad event."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from core.audit.canonical import is_emptied
from core.audit.leaves import Broken, Leaf, leaf_as_written, stored_leaves
from core.audit.reading import (
    has_subtrees_of_nothing,
    stored_checkpoints,
    stored_head,
    stored_row,
    stored_subtree,
    stray_row,
)
from core.audit.subtrees import stored_part, stored_tree
from core.tlog import Checkpoint, Unsound, Verifiers
from core.tlog.tree import Frontier, parts

__all__ = ["Broken", "Elsewhere", "Head", "Verified", "Walk", "verify"]
_HEX = re.compile(r"[0-9a-f]{64}")
Leaves = Callable[[int, int], AsyncGenerator[Leaf, None]]
"""Reads the leaves behind one event, up to another one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a trail: how many events there are, and the root that stands for all of them."""

    number: int
    root: str

    def __str__(self) -> str:
        return f"{self.number}:{self.root}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str` of a head gives; ValueError otherwise."""
        number, _, root = text.partition(":")
        if not number.isdecimal() or not _HEX.fullmatch(root.lower()):
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
        return cls(int(number), root.lower())


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What is known of a trail from elsewhere: heads that it had once, and whose signatures count.

    Without any key, checkpoints are compared with the trail and not judged by their signatures.
    `lived_in` says that there is something in the database that begins with an event.
    """

    verifiers: Verifiers = field(default_factory=Verifiers)
    earlier: tuple[Head, ...] = ()
    lived_in: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """A trail that is whole: its head, how many events of it are retired, how many checkpoints it had."""

    head: Head
    retired: int
    checkpoints: int

    @property
    def number(self) -> int:
        """How many events there are."""
        return self.head.number


@dataclass(slots=True)
class Walk:
    """Follows the trail from its beginning; every head that was noted before must still be in it."""

    evidence: Elsewhere = field(default_factory=Elsewhere)
    frontier: Frontier = field(default_factory=Frontier)
    retired: int = 0
    checkpoints: int = 0
    _may_be_retired: int = 0
    _sound: int = 0
    _signed: int = 0
    _earlier: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self._earlier = {head.number: head.root for head in self.evidence.earlier}

    @classmethod
    def after(
        cls, since: Head, evidence: Elsewhere, frontier: Frontier, last: Mapping[str, Any] | None
    ) -> Walk:
        """Begin behind an event that was verified before; raise Broken when the tree is another one there."""
        walk = cls(evidence, frontier, _sound=0)
        walk._same(since.root, "an earlier verification")
        walk._earlier = {number: root for number, root in walk._earlier.items() if number > since.number}
        # Events are retired from the first on: those behind it may be only if it is.
        walk.retired = since.number if last and is_emptied(last) else -1
        return walk

    @property
    def head(self) -> Head:
        """The head of what was followed so far."""
        return Head(self.frontier.size, self.frontier.root.hex())

    def take(self, row: Mapping[str, Any]) -> list[tuple[int, str]]:
        """Go one row further; raise Broken when it is not the row that was written here.

        Return key and hash of every subtree that should be stored because of it.
        """
        return self.add(leaf_as_written(row, self.frontier.size + 1))

    def add(self, leaf: Leaf) -> list[tuple[int, str]]:
        """Go one event further, of which only the leaf is given; as `take`."""
        expected = self.frontier.size + 1
        if leaf.emptied:
            if self.retired != expected - 1:
                raise Broken(expected, "was emptied, though one before it is kept")
            self.retired = expected
        self._may_be_retired = max(self._may_be_retired, leaf.retires)
        complete = self.frontier.add(leaf.digest)
        if (root := self._earlier.get(expected)) is not None:
            self._same(root, "an earlier verification")
        return [(kept.id, kept.digest) for part in complete if (kept := stored_part(*part))]

    def checkpoint(self, size: int, note: str) -> None:
        """Take a checkpoint of exactly the events so far; raise Broken when it is not theirs."""
        known = self.evidence.verifiers
        try:
            checkpoint = Checkpoint.read(note, known) if known else Checkpoint.parse(note)
        except Unsound as problem:
            raise Broken(size, f"has a checkpoint that counts for nothing: {problem}") from problem
        if checkpoint.size != size or size == self._signed:
            raise Broken(size, "has a checkpoint that is of another event, or twice the same")
        if size > self.frontier.size:
            raise Broken(self.frontier.size + 1, "is missing, though a checkpoint stands for it")
        self._same(checkpoint.root.hex(), "a checkpoint")
        self._signed = size
        self.checkpoints += 1

    def end(self, head: Mapping[str, Any]) -> Verified:
        """Return what was verified; raise Broken when the end is not where the recorded head says."""
        number = self.frontier.size
        if head["number"] > number:
            raise Broken(number + 1, "is missing, and everything after it")
        if (head["number"], head["frontier"]) != (number, self.frontier.text):
            first = min(self._sound + 1, number)
            raise Broken(
                first, f"or one up to {number}, is not what the record of the trail's end stands for"
            )
        if any(earlier > number for earlier in self._earlier):
            raise Broken(number + 1, "is missing, though an earlier verification saw it")
        if self.retired > self._may_be_retired:
            raise Broken(self._may_be_retired + 1, "was emptied, and no event says that it was retired")
        if self.evidence.lived_in and not number:
            raise Broken(1, "is missing, though there are accounts, and each begins with an event")
        return Verified(self.head, max(self.retired, 0), self.checkpoints)

    def _same(self, root: str, who: str) -> None:
        number, first = self.frontier.size, self._sound + 1
        if root != self.frontier.root.hex():
            which = "it" if first == number else f"it, or one of those up to {number},"
            raise Broken(first, f"{which} is not the event that {who} saw here")
        self._sound = number


async def verify(
    evidence: Elsewhere | None = None, *, since: Head | None = None, leaves: Leaves = stored_leaves
) -> Verified:
    """Walk the stored trail from end to end, others may be writing; raise Broken at the first fault.

    With `since` only what was written after that head: an earlier verification printed it, and what it had
    seen is taken as it was then, but for the leaves and the tree. `leaves` reads them.
    """
    if (head := await stored_head()) is None:
        raise Broken(1, "the record of the trail's end is missing")
    walk = await _begun(evidence or Elsewhere(), since, head["number"])
    await _follow(walk, head["number"], leaves)
    if (stray := await stray_row()) is not None:
        raise Broken(stray, "stands outside of the trail, which begins with 1 and ends where recorded")
    verified = walk.end(head)
    await _require_nothing_else(walk)
    return verified


async def _begun(evidence: Elsewhere, since: Head | None, until: int) -> Walk:
    """A walk that begins behind the event at which an earlier one ended, if there was one."""
    if since is None or since.number == 0:
        return Walk(evidence)
    if since.number > until:
        raise Broken(until + 1, "is missing, though an earlier verification saw it")
    # Other heads from before are compared with the tree as it is stored, which no walk reaches.
    for head in evidence.earlier:
        if 0 < head.number <= since.number:
            Walk.after(head, evidence, await _stored_frontier(head.number), None)
    frontier = await _stored_frontier(since.number)
    return Walk.after(since, evidence, frontier, await stored_row(since.number))


async def _stored_frontier(size: int) -> Frontier:
    node = stored_tree(size).node
    return Frontier(size, [await node(*part) for part in parts(0, size)])


async def _follow(walk: Walk, until: int, leaves: Leaves) -> None:
    first = walk.frontier.size
    checkpoints = aiter(stored_checkpoints(after=first or -1))
    due = await anext(checkpoints, None)
    # Whoever reads in several processes ends them also when the walk ends at a fault.
    async with aclosing(leaves(first, until)) as read:
        async for leaf in read:
            for key, digest in walk.add(leaf):
                if await stored_subtree(key) != digest:
                    raise Broken(walk.frontier.size, "ends a part of the tree whose record is another")
            while due is not None and due[0] <= walk.frontier.size:
                walk.checkpoint(*due)
                due = await anext(checkpoints, None)


async def _require_nothing_else(walk: Walk) -> None:
    """Raise Broken when anything is stored outside of the trail as its end is recorded now."""
    now = (await stored_head() or {"number": 0})["number"]
    async for size, note in stored_checkpoints(after=now):
        walk.checkpoint(size, note)
    if await has_subtrees_of_nothing(now):
        raise Broken(now + 1, "is no event, though the tree of the trail has records of it")
