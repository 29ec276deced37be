"""A text that people are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One text with its place; its kind is text, heading, button, link (it stands alone), label, error
    or missing, which is what is said where an answer is missing.
    """

    place: str
    kind: str
    words: str

    @property
    def file(self) -> str:
        """The file that it is in."""
        return self.place.rpartition(":")[0]
