"""The trail as a file that can be verified anywhere, without a database.

The file has one JSON value a line: what it is, then every event in order, then the head of the trail.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from core.actor import Actor
from core.audit.actions import note
from core.audit.chain import canonical, plain
from core.audit.reading import stored_head, stored_rows
from core.audit.verification import Broken, Head, Walk

FORMAT = {"format": "audit trail", "version": 1}


async def export(path: Path, *, by: Actor) -> Head:
    """Write the trail to `path`, the event of this export included; an existing file is replaced at the end.

    What is stored is written even when it is broken: whoever verifies the file is told.
    """
    await note("trail.exported", by=by, file=path.name)
    head = await stored_head() or {"number": 0, "digest": ""}
    draft = path.with_name(f"{path.name}.part")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        _write(file, FORMAT)
        async for row in stored_rows(until=head["number"]):
            _write(file, {name: plain(value) for name, value in row.items()})
        _write(file, {"head": head})
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return Head(head["number"], head["digest"])


def verify_file(path: Path, earlier: Head | None = None) -> Head:
    """Return the head of the trail in an exported file; raise Broken at the first event that was changed."""
    with path.open("rb") as file:
        walk, lines = Walk(earlier), _lines(file)
        if next(lines, None) != FORMAT:
            raise Broken(1, "the file does not begin like an exported trail")
        for line in lines:
            if "head" in line:
                return _end(walk, line["head"], lines)
            walk.take(line)
        raise Broken(walk.number + 1, "is missing, and with it the end of the file")


def _end(walk: Walk, head: Any, lines: Iterator[dict[str, Any]]) -> Head:
    if not isinstance(head, dict) or not isinstance(head.get("number"), int) or "digest" not in head:
        raise Broken(walk.number + 1, "the record of the trail's end cannot be read")
    verified = walk.end(head)
    if next(lines, None) is not None:
        raise Broken(walk.number + 1, "stands behind the recorded end of the trail")
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
