"""Signed notes: a text, and under it a line for each signature (C2SP signed-note)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

LONGEST = 20_000


class Unsound(Exception):
    """A note, checkpoint or proof is not what it should be; `str` says why."""


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text, which ends with a line feed, and its signatures by the name of who signed."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    def __str__(self) -> str:
        lines = (f"— {name} {encoded(value)}\n" for name, value in self.signatures)
        return f"{self.text}\n{''.join(lines)}"

    @classmethod
    def parse(cls, written: str) -> SignedNote:
        """Read a note; Unsound when it is not written exactly as `str` writes it."""
        text, blank, lines = written.rpartition("\n\n")
        note = cls(f"{text}\n", tuple(_signature(line) for line in lines.splitlines()))
        if len(written) > LONGEST or not blank or not note.signatures or str(note) != written:
            raise Unsound("it is no signed note")
        return note


def encoded(value: bytes) -> str:
    """Write bytes as text."""
    return base64.b64encode(value).decode()


def decoded(text: str) -> bytes:
    """Read what `encoded` wrote; Unsound for any other way of writing the same bytes."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise Unsound("it holds text that stands for no bytes") from problem
    if encoded(value) != text:
        raise Unsound("it holds bytes in another way of writing")
    return value


def _signature(line: str) -> tuple[str, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, value = rest.partition(" ")
    if dash != "—" or not name:
        raise Unsound("it is no signed note")
    return name, decoded(value)
