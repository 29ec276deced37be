"""The proof that one entry is in a log, in one file that says all that is needed (C2SP tlog-proof)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.tlog.checkpoints import Checkpoint
from core.tlog.keys import Verifiers
from core.tlog.notes import Unsound, decoded, encoded
from core.tlog.tree import HASH_BYTES, included

_FIRST = "c2sp.org/tlog-proof@v1"
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class EntryProof:
    """The place of an entry, its path to the root of a checkpoint, and what the entry is made from."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {encoded(self.extra)}"] if self.extra else []
        lines = [_FIRST, *extra, f"index {self.index}", *map(encoded, self.path), "", str(self.checkpoint)]
        return "\n".join(lines)

    @classmethod
    def read(cls, written: str, verifiers: Verifiers) -> EntryProof:
        """Read a proof whose checkpoint one of the keys signed; Unsound otherwise."""
        head, _, note = written[:_LONGEST].partition("\n\n")
        first, *lines = head.split("\n")
        extra = decoded(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
        place = re.fullmatch(r"index (0|[1-9][0-9]{0,17})", lines.pop(0)) if lines else None
        path = tuple(decoded(line) for line in lines)
        if first != _FIRST or place is None or any(len(each) != HASH_BYTES for each in path):
            raise Unsound("it is no proof of an entry")
        proof = cls(int(place[1]), path, Checkpoint.read(note, verifiers), extra)
        if str(proof) != written:
            raise Unsound("it is not written as a proof is")
        return proof

    def require(self, leaf: bytes) -> None:
        """Raise Unsound unless the entry with this leaf is in the log of the checkpoint, at its place."""
        if not included(leaf, self.index, self.checkpoint.size, self.path, self.checkpoint.root):
            raise Unsound("the entry is not in the log that was signed")
