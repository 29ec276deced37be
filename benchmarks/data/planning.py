"""How many practices of each story and size there are, and when each of them lived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from benchmarks.data.stories import SIZES, STORIES, Story

# So many practices have every size there is, and fewer one size of each story.
ENOUGH = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A story at a size."""

    story: Story
    size: int


def planned(groups: int) -> dict[Kind, int]:
    """Share so many practices out; each story is told once at least, and drafts come on top."""
    shares = dict(_all_sizes() if groups >= ENOUGH else _one_size())
    drafts = {kind: share for kind, share in shares.items() if not kind.story.registered}
    others = {kind: share for kind, share in shares.items() if kind.story.registered}
    return _shared_out(others, groups) | {kind: _rounded(groups * drafts[kind]) for kind in drafts}


def in_order(kinds: Mapping[Kind, int], random: Random) -> Iterator[tuple[Kind, int]]:
    """Say for each practice how many weeks ago its mould would have lived, the longest ago first."""
    drawn = [
        (random.randint(0, kind.story.weeks), kind) for kind, number in kinds.items() for _ in range(number)
    ]
    random.shuffle(drawn)
    for weeks, kind in sorted(drawn, key=lambda each: -each[0]):
        yield kind, weeks


def _all_sizes() -> Iterator[tuple[Kind, float]]:
    for story in STORIES:
        if story.sizes == tuple(SIZES):
            yield from ((Kind(story, size), story.share * share / 1e6) for size, share in SIZES.items())
        else:
            yield from ((Kind(story, size), story.share / len(story.sizes) / 1e3) for size in story.sizes)


def _one_size() -> Iterator[tuple[Kind, float]]:
    for story in STORIES:
        yield Kind(story, story.least), story.share / 1e3


def _shared_out(shares: Mapping[Kind, float], groups: int) -> dict[Kind, int]:
    """Whole numbers of them, none of them 0: what is too much is taken from the most frequent ones."""
    found = {kind: _rounded(groups * share) for kind, share in shares.items()}
    for _ in range(abs(sum(found.values()) - groups)):
        most = max(found, key=lambda kind: found[kind])
        found[most] += 1 if sum(found.values()) < groups else -1
    return found


def _rounded(number: float) -> int:
    return max(1, round(number))
