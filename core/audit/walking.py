"""Following the events of a trail one after the other: whatever was noted of them before must still hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.audit.canonical import is_emptied
from core.audit.leaves import Broken, Leaf, Stretch, leaf_as_written
from core.audit.subtrees import stored_part
from core.tlog import Checkpoint, Unsound, Verifiers
from core.tlog.tree import Frontier, Part

_HEX = re.compile(r"[0-9a-f]{64}")


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
    """A trail that is whole: its head, how many events of it are retired, how many checkpoints it had.

    `behind` is the event behind which it was read; `segment` says that the trail goes on behind its head.
    """

    head: Head
    retired: int
    checkpoints: int
    behind: int = field(default=0, compare=False)
    segment: bool = False

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
    _behind: int = 0
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
        walk = cls(evidence, frontier, _behind=since.number)
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
        return _to_be_stored(complete)

    def go(self, stretch: Stretch, to: int, subtrees: list[tuple[int, str]]) -> None:
        """Go along a stretch to event `to`, or to its end; add what `add` returns for each to `subtrees`."""
        size, to = self.frontier.size, min(to, stretch.after + len(stretch.digests))
        places = range(size - stretch.after, to - stretch.after)
        if stretch.emptied or stretch.retires or any(size < number <= to for number in self._earlier):
            for place in places:
                subtrees += self.add(stretch.leaf(place))
        else:
            leaves = stretch.digests[places.start : places.stop]
            subtrees += _to_be_stored(self.frontier.add_all(leaves))

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
        return Verified(self.head, max(self.retired, 0), self.checkpoints, self._behind)

    def end_with_checkpoint(self, size: int) -> Verified:
        """Return what was verified up to a checkpoint; raise Broken when it does not end there.

        What is retired is counted and not judged: the event that says so may stand behind it.
        """
        if self.frontier.size < size:
            raise Broken(self.frontier.size + 1, "is missing, though a checkpoint stands for it")
        if self._signed != size:
            raise Broken(size, "has no checkpoint, though one was made of it")
        retired = max(self.retired - self._behind, 0)
        return Verified(self.head, retired, self.checkpoints, self._behind, segment=True)

    def _same(self, root: str, who: str) -> None:
        number, first = self.frontier.size, self._sound + 1
        if root != self.frontier.root.hex():
            which = "it" if first == number else f"it, or one of those up to {number},"
            raise Broken(first, f"{which} is not the event that {who} saw here")
        self._sound = number


def _to_be_stored(complete: list[tuple[Part, bytes]]) -> list[tuple[int, str]]:
    """Key and hash of those subtrees that are stored."""
    return [(kept.id, kept.digest) for part in complete if (kept := stored_part(*part))]
