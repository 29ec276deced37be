"""Finds which parts of two texts belong together, so that what changed in them can be shown side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

# What tells a part from others: its kind, and its words.
Key = tuple[str, tuple[str, ...]]
# Two parts with fewer words in common, of all they have, are two texts and not one that was changed.
LEAST_ALIKE = 0.35
# Beyond so many pairs to look at, parts that changed are not compared with one another.
MOST_PAIRS = 2_500
# From here on what stands often in a text is passed over, which keeps the time short.
LONG = 1000


class Pair(NamedTuple):
    """The position of a part in the old text and in the new one; None where it is in one of them only."""

    old: int | None
    new: int | None


def aligned(old: Sequence[Key], new: Sequence[Key]) -> Iterator[Pair]:
    """Pair the parts of two texts in the order of reading; what went stands before what came."""
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > LONG)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (Pair(i, j) for i, j in zip(range(i1, i2), range(j1, j2), strict=True))
        else:
            yield from _near(old, new, range(i1, i2), range(j1, j2))


def _near(old: Sequence[Key], new: Sequence[Key], these: range, those: range) -> Iterator[Pair]:
    """Pair parts that changed with what they became, as many words as can be being the same."""
    together = _chosen(old, new, these, those) if len(these) * len(those) <= MOST_PAIRS else []
    i, j = these.start, those.start
    for up_to_i, up_to_j in [*together, (these.stop, those.stop)]:
        yield from (Pair(each, None) for each in range(i, up_to_i))
        yield from (Pair(None, each) for each in range(j, up_to_j))
        if (up_to_i, up_to_j) != (these.stop, those.stop):
            yield Pair(up_to_i, up_to_j)
        i, j = up_to_i + 1, up_to_j + 1


def _chosen(old: Sequence[Key], new: Sequence[Key], these: range, those: range) -> list[tuple[int, int]]:
    """The pairs, none crossing another, whose likeness is greatest in sum."""
    counted = {each: Counter(old[each][1]) for each in these}, {each: Counter(new[each][1]) for each in those}
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    nothing: tuple[float, list[tuple[int, int]]] = (0.0, [])
    for i in reversed(these):
        for j in reversed(those):
            like = _likeness(counted[0][i], counted[1][j]) if old[i][0] == new[j][0] else 0.0
            sums = [best.get((i + 1, j), nothing), best.get((i, j + 1), nothing)]
            if like >= LEAST_ALIKE:
                rest = best.get((i + 1, j + 1), nothing)
                sums.append((rest[0] + like, [(i, j), *rest[1]]))
            best[i, j] = max(sums, key=lambda each: each[0])
    return best.get((these.start, those.start), nothing)[1]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)
