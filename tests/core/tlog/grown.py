"""A whole tree in memory, every level of it."""

import hashlib

from core.tlog.tree import Frontier, leaf_hash


def grown(size: int) -> dict[int, list[bytes]]:
    """The hashes of all complete subtrees by their level; the entry of a leaf is the hash of its index."""
    frontier, levels = Frontier(), {level: list[bytes]() for level in range(64)}
    for number in range(size):
        for (level, place), value in frontier.add(leaf_hash(hashlib.sha256(b"%d" % number).digest())):
            assert len(levels[level]) == place
            levels[level].append(value)
    return levels
