"""A row of a list, as it was read and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number in the file, the values as a form would send them, and what is wrong by column.

    `unread` says why a cell cannot be taken as it stands, whoever is in the draft; `errors` has that and what
    the rules say today. `notes` tell by column what was changed in reading. `left_out` names applications
    that were asked for and are not possible for this person, with the reason. A `hidden` row is taken only on
    purpose.
    """

    number: int
    values: Mapping[str, str]
    applications: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def good(self) -> bool:
        """Whether this row can be taken."""
        return not self.errors


def stored(row: ReadRow) -> dict[str, Any]:
    """Return a row as it is kept until it is confirmed."""
    return asdict(row)


def loaded(kept: Mapping[str, Any]) -> ReadRow:
    """Return a row that was kept."""
    return ReadRow(**{**kept, "applications": tuple(kept["applications"])})
