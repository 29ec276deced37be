"""The tree of RFC 6962: what stands for all leaves, and what proves one of them, or that none was changed."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

HASH_BYTES = 32
EMPTY = hashlib.sha256(b"").digest()
# A subtree so high has 256 leaves.
_LEVELS = 8
_ALL_BUT_ONE = (1 << _LEVELS) - 1

# The hash of the complete subtree at a level (0 are the leaves) and place, both counted from 0.
Node = Callable[[int, int], Awaitable[bytes]]
Part = tuple[int, int]
"""A complete subtree: its level, and its place in that level."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash an entry to its leaf."""
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees to the one that holds both."""
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The complete subtrees of a tree that grows, the largest first: all that is needed to let it grow."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> list[tuple[Part, bytes]]:
        """Add a leaf; return every subtree that is complete now, the leaf first."""
        complete: list[tuple[Part, bytes]] = [((0, self.size), leaf)]
        level, rest, top = 0, self.size, leaf
        while rest & 1:
            top = node_hash(self.hashes.pop(), top)
            level, rest = level + 1, rest >> 1
            complete.append(((level, rest), top))
        self.hashes.append(top)
        self.size += 1
        return complete

    def add_all(self, leaves: Iterable[bytes]) -> list[tuple[Part, bytes]]:
        """Add leaves; return every subtree of 256 leaves or more that is complete now."""
        complete: list[tuple[Part, bytes]] = []
        for leaf in leaves:
            if self.size & _ALL_BUT_ONE == _ALL_BUT_ONE:
                complete += self.add(leaf)[_LEVELS:]
                continue
            rest, top = self.size, leaf
            while rest & 1:
                top = hashlib.sha256(b"\1" + self.hashes.pop() + top).digest()
                rest >>= 1
            self.hashes.append(top)
            self.size += 1
        return complete

    @property
    def root(self) -> bytes:
        """The hash that stands for all leaves."""
        return folded(self.hashes) if self.hashes else EMPTY

    @classmethod
    def read(cls, size: int, text: str) -> Frontier:
        """Read what `text` wrote; ValueError when it cannot be the frontier of a tree of this size."""
        raw = bytes.fromhex(text)
        if size < 0 or len(raw) != size.bit_count() * HASH_BYTES or raw.hex() != text:
            raise ValueError("not the frontier of such a tree")
        return cls(size, [raw[start : start + HASH_BYTES] for start in range(0, len(raw), HASH_BYTES)])

    @property
    def text(self) -> str:
        """All hashes in hexadecimal, one behind the other."""
        return b"".join(self.hashes).hex()


def folded(hashes: Sequence[bytes]) -> bytes:
    """Hash neighboring subtrees, the largest first, to what stands for all of them."""
    top = hashes[-1]
    for left in reversed(hashes[:-1]):
        top = node_hash(left, top)
    return top


def parts(start: int, end: int) -> Iterator[Part]:
    """List the complete subtrees that cover these leaves, which begin where a subtree of that size may."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


async def root_of(size: int, node: Node) -> bytes:
    """Hash the first `size` leaves of a tree."""
    return await _hash_of(0, size, node) if size else EMPTY


async def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """Prove that a leaf is in the tree of the first `size` leaves: its siblings, the lowest first."""
    found: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        here, there = ((start, middle), (middle, end)) if index < middle else ((middle, end), (start, middle))
        found.append(await _hash_of(*there, node))
        start, end = here
    return found[::-1]


async def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Prove that the tree of the first `new` leaves goes on where that of the first `old` ended."""
    if old in (0, new):
        return []
    found: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append(await _hash_of(middle, end, node))
            end = middle
        else:
            found.append(await _hash_of(start, middle, node))
            start, whole = middle, False
    if not whole:
        found.append(await _hash_of(start, end, node))
    return found[::-1]


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the path proves the leaf to be in the tree with this root."""
    if not 0 <= index < size:
        return False
    here, last, top = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            top = node_hash(sibling, top)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            top = node_hash(top, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and top == root


def consistent(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Tell whether the path proves that the new tree goes on where the old one ended: size and root each."""
    (first, first_root), (second, second_root) = old, new
    if first == 0:
        return not path and first_root == EMPTY
    if first >= second:
        return not path and old == new
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    return bool(hashes) and _grown(first, second, hashes) == (first_root, second_root)


def _grown(first: int, second: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a path of consistency leads to; None when it is too long or too short."""
    here, last = first - 1, second - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_top = new_top = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if here & 1 or here == last:
            old_top, new_top = node_hash(sibling, old_top), node_hash(sibling, new_top)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new_top = node_hash(new_top, sibling)
        here, last = here >> 1, last >> 1
    return (old_top, new_top) if last == 0 else None


async def _hash_of(start: int, end: int, node: Node) -> bytes:
    return folded([await node(*part) for part in parts(start, end)])


def _split(size: int) -> int:
    """The largest power of two that is smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)
