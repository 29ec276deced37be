"""What is found of one record of a draft is found once, for as long as the record is kept.

No record ever changes, so what was found of one stays true beside the same other things. Beside
another model, list or answer of the practice it is looked at again.
"""

from __future__ import annotations

from typing import Any


class FoundOnce:
    """A record that keeps the last of each thing that was found of it, with what it was found beside."""

    def found(self, what: str, beside: object) -> tuple[Any, Any] | None:
        """Return what was found beside the same, after that itself; None where it has to be found.

        Whoever asks many records goes on with what comes back: comparing the same with itself takes nothing.
        """
        kept: tuple[Any, Any] | None = self.__dict__.get(f"_{what}")
        return kept if kept is not None and (kept[0] is beside or kept[0] == beside) else None

    def keep(self, what: str, beside: object, found: Any) -> None:
        """Keep what was found, in place of what was before."""
        self.__dict__[f"_{what}"] = (beside, found)
