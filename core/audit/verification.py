"""Is the trail whole? Finds edits, deletions, swaps and a missing end, and names the first bad event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.audit.chain import BEGINNING, COVERED, digest
from core.audit.reading import row_behind_the_head, stored_head, stored_rows

_COLUMNS = {*COVERED, "previous", "digest"}


class Broken(Exception):
    """The first event of the trail that is not as it was written, and what is wrong with it."""

    def __init__(self, number: int, what: str) -> None:
        super().__init__(f"event {number}: {what}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a trail: how many events there are, and the digest that stands for all of them."""

    number: int
    digest: str

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read what `str` of a head gives; ValueError otherwise."""
        number, _, digest_text = text.partition(":")
        if not number.isdecimal() or len(digest_text) != len(BEGINNING):
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
        return cls(int(number), digest_text.lower())


@dataclass(slots=True)
class Walk:
    """Follows the chain from its beginning; `earlier` is a head noted before, which must still be in it."""

    earlier: Head | None = None
    number: int = 0
    digest: str = BEGINNING

    def take(self, row: Mapping[str, Any]) -> None:
        """Go one row further; raise Broken when it is not the row that was written here."""
        expected = self.number + 1
        if set(row) != _COLUMNS:
            raise Broken(expected, "has not the parts of an event")
        if row["number"] != expected:
            raise Broken(expected, "is missing")
        if row["previous"] != self.digest:
            raise Broken(expected, "does not follow the event before it")
        if digest(row, self.digest) != row["digest"]:
            raise Broken(expected, "is not as it was written")
        self.number, self.digest = expected, row["digest"]
        if self.earlier and self.earlier.number == expected and self.earlier.digest != self.digest:
            raise Broken(expected, "is not the event that an earlier verification saw here")

    def end(self, head: Mapping[str, Any]) -> Head:
        """Return the whole trail's head; raise Broken when the end is not where the recorded head says."""
        if head["number"] > self.number:
            raise Broken(self.number + 1, "is missing, and everything after it")
        if (head["number"], head["digest"]) != (self.number, self.digest):
            raise Broken(self.number, "is not the event that the record of the trail's end stands for")
        if self.earlier and self.earlier.number > self.number:
            raise Broken(self.number + 1, "is missing, though an earlier verification saw it")
        return Head(self.number, self.digest)


async def verify(earlier: Head | None = None) -> Head:
    """Walk the stored trail from end to end, others may be writing; raise Broken at the first fault."""
    if (head := await stored_head()) is None:
        raise Broken(1, "the record of the trail's end is missing")
    walk = Walk(earlier)
    async for row in stored_rows(until=head["number"]):
        walk.take(row)
    verified = walk.end(head)
    if (stray := await row_behind_the_head()) is not None:
        raise Broken(stray, "stands behind the recorded end of the trail")
    return verified
