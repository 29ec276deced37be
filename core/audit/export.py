"""The trail as a file that can be verified anywhere, without a database.

The file has one JSON value a line: what it is and the keys that its checkpoints are signed with, then every
event in order, each checkpoint behind the last event that it stands for, then the head of the trail.

The file of a segment says behind the keys what stands before its first event, with the checkpoint of that,
and ends with the checkpoint of its last event: both ends are signed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from core.actor import Actor
from core.audit.actions import note
from core.audit.canonical import canonical, plain
from core.audit.reading import stored_checkpoints, stored_head, stored_rows
from core.audit.segment_files import begun_behind, end_of_segment
from core.audit.segments import Segment
from core.audit.verification import Broken, Elsewhere, Head, Verified, Walk, stored_frontier_of
from core.tlog import Unsound, Verifiers
from core.tlog.tree import Frontier

FORMAT = {"format": "audit trail", "version": 2}
End = Callable[[Walk, Any], Verified]
"""Judges a walk by the last line of a file."""


async def export(path: Path, verifiers: Verifiers, *, by: Actor) -> Head:
    """Write the trail to `path`, the event of this export included; an existing file is replaced at the end.

    What is stored is written even when it is broken: whoever verifies the file is told.
    """
    await note("trail.exported", by=by, file=path.name)
    head = await stored_head() or {"number": 0, "frontier": ""}
    await _replace(path, lambda file: _write_all(file, head, verifiers))
    return Head(head["number"], Frontier.read(head["number"], head["frontier"]).root.hex())


async def export_segment(path: Path, segment: Segment, verifiers: Verifiers, *, by: Actor) -> Head:
    """Write a segment to `path`, as `export` does; Broken when an end of it isn't signed."""
    _, head = segment.heads(verifiers)
    await note("trail.exported", by=by, file=path.name, month=segment.name)
    await _replace(path, lambda file: _write_segment(file, segment, verifiers))
    return head


async def _replace(path: Path, write: Callable[[TextIO], Awaitable[None]]) -> None:
    draft = path.with_name(f"{path.name}.part")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        await write(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


async def _write_all(file: TextIO, head: dict[str, Any], verifiers: Verifiers) -> None:
    _write(file, FORMAT | {"keys": [str(each) for each in verifiers]})
    written = await _write_events(file, 0, head["number"])
    _write(file, {"head": head | {"checkpoints": written}})


async def _write_segment(file: TextIO, segment: Segment, verifiers: Verifiers) -> None:
    _write(file, FORMAT | {"keys": [str(each) for each in verifiers]})
    frontier = await stored_frontier_of(segment.after)
    before = {"number": segment.after, "frontier": frontier.text, "checkpoint": segment.begin}
    _write(file, {"behind": before})
    written = await _write_events(file, segment.after, segment.size)
    _write(file, {"end": {"number": segment.size, "checkpoints": written}})


async def _write_events(file: TextIO, after: int, until: int) -> int:
    """Write the events behind `after`, up to `until`, with their checkpoints; return how many those are."""
    checkpoints, written = stored_checkpoints(after or -1), 0
    due = await anext(checkpoints, None)
    async for row in stored_rows(until, after):
        _write(file, {name: plain(value) for name, value in row.items()})
        while due is not None and due[0] <= row["number"]:
            _write(file, {"checkpoint": due[1], "size": due[0]})
            written += 1
            due = await anext(checkpoints, None)
    return written


def verify_file(path: Path, evidence: Elsewhere | None = None) -> Verified:
    """Say what an exported file holds; raise Broken at the first event that was changed.

    Its checkpoints are judged by the keys of the evidence; without any, by those that the file names itself.
    """
    with path.open("rb") as file:
        lines = _lines(file)
        known = _evidence(next(lines, None), evidence or Elsewhere())
        first = next(lines, {})
        if "behind" in first:
            return _followed(begun_behind(first, known), lines, "end", end_of_segment)
        return _followed(Walk(known), chain([first] if first else [], lines), "head", _end)


def _followed(walk: Walk, lines: Iterator[dict[str, Any]], last: str, end: End) -> Verified:
    """Follow the lines until one that is named `last`, which `end` judges; nothing may stand behind it."""
    for line in lines:
        if last in line:
            verified = end(walk, line[last])
            if next(lines, None) is not None:
                raise Broken(walk.frontier.size + 1, "stands behind the recorded end of the trail")
            return verified
        if "checkpoint" in line:
            _checkpoint(walk, line)
        else:
            walk.take(line)
    raise Broken(walk.frontier.size + 1, "is missing, and with it the end of the file")


def _evidence(first: Any, given: Elsewhere) -> Elsewhere:
    """Take the keys of the file where nobody named better ones."""
    if not isinstance(first, dict) or first != FORMAT | {"keys": first.get("keys")}:
        raise Broken(1, "the file does not begin like an exported trail")
    try:
        own = Verifiers.parse(map(str, first["keys"]))
    except (Unsound, TypeError) as problem:
        raise Broken(1, f"the keys in the file cannot be read: {problem}") from problem
    return replace(given, verifiers=given.verifiers or own)


def _checkpoint(walk: Walk, line: dict[str, Any]) -> None:
    if set(line) != {"checkpoint", "size"} or type(line["size"]) is not int:
        raise Broken(walk.frontier.size + 1, "has not the parts of an event")
    walk.checkpoint(line["size"], str(line["checkpoint"]))


def _end(walk: Walk, head: Any) -> Verified:
    if not isinstance(head, dict) or not isinstance(head.get("number"), int) or "frontier" not in head:
        raise Broken(walk.frontier.size + 1, "the record of the trail's end cannot be read")
    verified = walk.end(head)
    if verified.checkpoints != head.get("checkpoints"):
        raise Broken(verified.number, "has not as many checkpoints behind it as were exported")
    return verified


def _lines(file: BinaryIO) -> Iterator[dict[str, Any]]:
    """The values of the lines; a line that we would write differently was changed by somebody else."""
    for number, line in enumerate(file):
        try:
            value = json.loads(line)
            as_written = canonical(value).encode() + b"\n"
        except (ValueError, RecursionError):
            value, as_written = None, b""
        if not isinstance(value, dict) or as_written != line:
            raise Broken(number, "cannot be read as it was written")
        yield value


def _write(file: TextIO, value: dict[str, Any]) -> None:
    file.write(canonical(value) + "\n")
