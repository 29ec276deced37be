"""A list that cannot be taken."""

from __future__ import annotations

from core.errors import Invalid


class Unreadable(Invalid):
    """The file cannot be taken; the words say why and what to do."""

    def __init__(self, words: str) -> None:
        super().__init__({"file": words})
