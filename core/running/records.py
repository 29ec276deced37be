"""Changes of a site, as they are handed around."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# The steps to one item of the profile; in a list of tables a step is the code or slug of one.
Path = tuple[str, ...]


def dotted(path: Path) -> str:
    """Write a path as people read it: `facilities.CLINIC`."""
    return ".".join(path)


@dataclass(frozen=True, slots=True)
class Setting:
    """One item of the profile, what it was and what it becomes; None where there is none."""

    path: Path
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the site: what, from when, by whom and why."""

    number: int
    settings: tuple[Setting, ...]
    begins_at: datetime
    reason: str
    made_at: datetime
    made_name: str
    undoes: int | None

    @property
    def paths(self) -> frozenset[Path]:
        """The items that it sets."""
        return frozenset(each.path for each in self.settings)

    def has_begun(self, now: datetime) -> bool:
        """Tell whether its moment has come."""
        return self.begins_at <= now


def still_standing(changes: Collection[Change]) -> tuple[Change, ...]:
    """Return those that nobody undid, in their order; an undoing itself changes nothing more."""
    undone = {each.undoes for each in changes}
    return tuple(each for each in changes if each.undoes is None and each.number not in undone)


def in_force(changes: Iterable[Change], at: datetime) -> tuple[Change, ...]:
    """Return those of them that hold at a moment, in the order in which they are laid over the profile."""
    return tuple(sorted((each for each in changes if each.has_begun(at)), key=moment_of))


def moment_of(change: Change) -> tuple[datetime, int]:
    """Return when a change begins, and its number: what is laid over something else comes later."""
    return change.begins_at, change.number


def touching(changes: Iterable[Change], paths: Collection[Path]) -> tuple[Change, ...]:
    """Return those that set one of these items, or something in it or around it."""
    return tuple(each for each in changes if any(_overlap(one, two) for one in each.paths for two in paths))


def _overlap(one: Path, two: Path) -> bool:
    shorter = min(len(one), len(two))
    return one[:shorter] == two[:shorter]
