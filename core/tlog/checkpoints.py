"""What a log says of itself at one moment: how many entries it has, and what stands for all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.tlog.keys import LogKey, Verifiers
from core.tlog.notes import SignedNote, Unsound, decoded, encoded
from core.tlog.tree import HASH_BYTES


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement about a log, in the form of C2SP tlog-checkpoint."""

    size: int
    root: bytes
    note: SignedNote

    def __str__(self) -> str:
        return str(self.note)

    @property
    def origin(self) -> str:
        """The name of the log."""
        return self.note.text.partition("\n")[0]

    @property
    def state(self) -> tuple[int, bytes]:
        """Size and root."""
        return self.size, self.root

    @classmethod
    def sign(cls, size: int, root: bytes, key: LogKey) -> Checkpoint:
        """Make the statement of the log that the key is of."""
        return cls(size, root, key.sign(f"{key.name}\n{size}\n{encoded(root)}\n"))

    @classmethod
    def read(cls, written: str, verifiers: Verifiers) -> Checkpoint:
        """Read a checkpoint that one of the keys signed; Unsound otherwise."""
        checkpoint = cls.parse(written)
        verifiers.require(checkpoint.note)
        if checkpoint.origin not in {each.name for each in verifiers}:
            raise Unsound("it is no checkpoint of this log")
        return checkpoint

    @classmethod
    def parse(cls, written: str) -> Checkpoint:
        """Read a checkpoint, whoever signed it; Unsound when it is none."""
        note = SignedNote.parse(written)
        lines = note.text.splitlines()
        if len(lines) < 3:
            raise Unsound("it is no checkpoint")
        root = decoded(lines[2])
        if not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]) or len(root) != HASH_BYTES:
            raise Unsound("it is no checkpoint")
        return cls(int(lines[1]), root, note)
