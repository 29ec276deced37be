"""Both ends of the file of a segment, which are signed; what is between follows from the events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.audit.canonical import EMPTIED
from core.audit.leaves import Broken
from core.audit.walking import Elsewhere, Head, Verified, Walk
from core.tlog import Checkpoint, Unsound
from core.tlog.tree import Frontier


def begun_behind(line: Mapping[str, Any], evidence: Elsewhere) -> Walk:
    """Begin a walk behind what the line tells; Broken when no checkpoint vouches for that."""
    try:
        number, frontier = _told(line, evidence)
    except (TypeError, ValueError, KeyError, Unsound) as problem:
        raise Broken(1, f"what stands before the segment counts for nothing: {problem}") from problem
    since = Head(number, frontier.root.hex())
    # Those before it may all be retired, and then the first ones of the segment too.
    return Walk.after(since, evidence, frontier, EMPTIED)


def _told(line: Mapping[str, Any], evidence: Elsewhere) -> tuple[int, Frontier]:
    told = line["behind"]
    if set(line) != {"behind"} or set(told) != {"number", "frontier", "checkpoint"}:
        raise ValueError("it has other parts")
    number, note = told["number"], told["checkpoint"]
    if type(number) is not int or type(note) is not str:
        raise ValueError("it cannot be read")
    frontier = Frontier.read(number, told["frontier"])
    if number == 0:
        if note:
            raise ValueError("it has a checkpoint of no event")
        return 0, frontier
    known = evidence.verifiers
    checkpoint = Checkpoint.read(note, known) if known else Checkpoint.parse(note)
    if checkpoint.state != (number, frontier.root):
        raise ValueError("its checkpoint is of other events")
    return number, frontier


def end_of_segment(walk: Walk, told: Any) -> Verified:
    """Return what was verified; Broken when the segment ends elsewhere, or has not the heads asked for."""
    number = walk.frontier.size
    if not isinstance(told, dict) or set(told) != {"number", "checkpoints"}:
        raise Broken(number + 1, "the record of the segment's end cannot be read")
    if type(told["number"]) is not int or told["number"] < number:
        raise Broken(number, "stands behind the recorded end of the segment")
    verified = walk.end_with_checkpoint(told["number"])
    if verified.checkpoints != told["checkpoints"]:
        raise Broken(number, "has not as many checkpoints behind it as were exported")
    for head in walk.evidence.earlier:
        if not verified.behind < head.number <= number:
            raise Broken(head.number, "is not in this file, so that its head compares with nothing")
    return verified
