"""Segments: the events of a month, as far as the month's last checkpoint, with the heads at both ends signed.

Nothing is stored for them: the checkpoints are there already. A segment begins where the one before it ends,
so that all of them together are the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from core import clock
from core.audit.leaves import Broken
from core.audit.tables import AuditCheckpoint
from core.audit.walking import Head
from core.database import current
from core.errors import NotFound
from core.tlog import Checkpoint, Unsound, Verifiers
from core.tlog.tree import Frontier

MONTH = len("2026-10")
# Months are those of UTC, in which moments are stored.
_MONTH = {"sqlite": "substr(at, 1, 7)", "postgres": "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM')"}


@dataclass(frozen=True, slots=True)
class Segment:
    """The events behind `after` up to `size`, for which the last checkpoint of a month stands.

    `name` is the month, as 2026-10, and `end` the checkpoint's note. `begin` is the note of the checkpoint of
    `after`, and empty where no month is before.
    """

    name: str
    after: int
    size: int
    begin: str
    end: str

    def heads(self, known: Verifiers) -> tuple[Head, Head]:
        """The heads at both ends; Broken where one of the checkpoints is not signed by one of these keys."""
        return _head(self.after, self.begin, known), _head(self.size, self.end, known)


def _head(size: int, note: str, known: Verifiers) -> Head:
    if not size:
        return Head(0, Frontier().root.hex())
    try:
        checkpoint = Checkpoint.read(note, known)
    except Unsound as problem:
        raise Broken(size, f"has a checkpoint that counts for nothing: {problem}") from problem
    if checkpoint.size != size:
        raise Broken(size, "has a checkpoint that is of another event, or twice the same")
    return Head(size, checkpoint.root.hex())


async def segments() -> list[Segment]:
    """List the segments of the months that are over, the oldest first."""
    month, now = _MONTH[current().kind], clock.now().astimezone(UTC).isoformat()[:MONTH]
    rows = await AuditCheckpoint.raw(
        f"SELECT {month} AS month, max(size) AS size FROM audit_checkpoint"  # noqa: S608 - constants of ours
        f" GROUP BY {month} ORDER BY 2"
    )
    found = [(row["month"], row["size"]) for row in rows if row["month"] < now]
    sizes = [size for _, size in found]
    notes = await _notes(sizes) if sizes else {}
    before = [0, *sizes]
    return [
        Segment(month, after, size, notes.get(after, ""), notes[size])
        for after, (month, size) in zip(before, found, strict=False)
    ]


async def segment_of(month: str) -> Segment:
    """Find the segment of a month, as 2026-10; NotFound while it lasts, or when nothing was signed in it."""
    for segment in await segments():
        if segment.name == month:
            return segment
    raise NotFound(f"there is no segment of {month}: the month is not over, or nothing was signed in it")


async def last_segment() -> Segment:
    """Find the newest segment; NotFound before the first."""
    if not (found := await segments()):
        raise NotFound("there is no segment yet: no month is over in which anything was signed")
    return found[-1]


async def _notes(sizes: list[int]) -> dict[int, str]:
    table = AuditCheckpoint
    rows = await table.select(table.size, table.note).where(table.size.is_in(sizes))
    return {row["size"]: row["note"] for row in rows}
