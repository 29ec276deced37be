"""Is the trail whole? Finds edits, deletions, swaps and a missing end, and names the first bad event."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing

from core.audit.leaves import Broken, Stretch, stored_leaves
from core.audit.reading import (
    has_subtrees_of_nothing,
    stored_checkpoints,
    stored_head,
    stored_row,
    stored_subtrees,
    stray_row,
)
from core.audit.subtrees import complete_with, stored_tree
from core.audit.walking import Elsewhere, Head, Verified, Walk
from core.tlog.tree import Frontier, parts

__all__ = ["Broken", "Elsewhere", "Head", "Verified", "Walk", "verify", "verify_between"]
Leaves = Callable[[int, int], AsyncGenerator[Stretch, None]]
"""Reads the leaves behind one event, up to another one."""


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


async def verify_between(
    since: Head, until: int, evidence: Elsewhere, *, leaves: Leaves = stored_leaves
) -> Verified:
    """Walk the events behind an earlier head up to those of a checkpoint; raise Broken at the first fault."""
    walk = await _begun(evidence, since, until)
    await _follow(walk, until, leaves)
    return walk.end_with_checkpoint(until)


async def _begun(evidence: Elsewhere, since: Head | None, until: int) -> Walk:
    """A walk that begins behind the event at which an earlier one ended, if there was one."""
    if since is None or since.number == 0:
        return Walk(evidence)
    if since.number > until:
        raise Broken(until + 1, "is missing, though an earlier verification saw it")
    # Other heads from before are compared with the tree as it is stored, which no walk reaches.
    for head in evidence.earlier:
        if 0 < head.number <= since.number:
            Walk.after(head, evidence, await stored_frontier_of(head.number), None)
    frontier = await stored_frontier_of(since.number)
    return Walk.after(since, evidence, frontier, await stored_row(since.number))


async def stored_frontier_of(size: int) -> Frontier:
    """The subtrees of the first `size` events, as they are stored."""
    node = stored_tree(size).node
    return Frontier(size, [await node(*part) for part in parts(0, size)])


async def _follow(walk: Walk, until: int, leaves: Leaves) -> None:
    checkpoints = stored_checkpoints(after=walk.frontier.size or -1)
    due = await anext(checkpoints, None)
    # Whoever reads in several processes ends them also when the walk ends at a fault.
    async with aclosing(leaves(walk.frontier.size, until)) as read:
        async for stretch in read:
            due = await _along(walk, stretch, due, checkpoints)


async def _along(
    walk: Walk, stretch: Stretch, due: tuple[int, str] | None, checkpoints: AsyncIterator[tuple[int, str]]
) -> tuple[int, str] | None:
    """Follow a stretch with its checkpoints, of which `due` is the next; return the next one behind it."""
    if walk.frontier.size != stretch.after:
        if stretch.digests or stretch.fault:
            raise Broken(walk.frontier.size + 1, "is missing")
        return due
    subtrees: list[tuple[int, str]] = []
    end = stretch.after + len(stretch.digests)
    try:
        while walk.frontier.size < end:
            walk.go(stretch, max(due[0], walk.frontier.size + 1) if due else end, subtrees)
            while due is not None and due[0] <= walk.frontier.size:
                walk.checkpoint(*due)
                due = await anext(checkpoints, None)
        if stretch.fault:
            raise Broken(*stretch.fault)
    except Broken:
        # These are of events before that fault.
        await _require_stored(subtrees)
        raise
    await _require_stored(subtrees)
    return due


async def _require_stored(subtrees: list[tuple[int, str]]) -> None:
    """Raise Broken when one of these is not stored as it should be."""
    stored = await stored_subtrees(key for key, _ in subtrees) if subtrees else {}
    for key, digest in subtrees:
        if stored.get(key) != digest:
            raise Broken(complete_with(key), "ends a part of the tree whose record is another")


async def _require_nothing_else(walk: Walk) -> None:
    """Raise Broken when anything is stored outside of the trail as its end is recorded now."""
    now = (await stored_head() or {"number": 0})["number"]
    async for size, note in stored_checkpoints(after=now):
        walk.checkpoint(size, note)
    if await has_subtrees_of_nothing(now):
        raise Broken(now + 1, "is no event, though the tree of the trail has records of it")
