"""What was found out about one thing of the deployment: how it is, in words, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, TypeVar

# How bad it is: what nobody can know from here is neither fine nor a fault.
State = Literal["fine", "unknown", "look", "act"]
Amount = TypeVar("Amount", int, float, timedelta)


@dataclass(frozen=True, slots=True)
class Sight:
    """One thing: its name, its state, how it is, and what to do, empty where there is nothing to do.

    `path` is the page on which it is done, `check` the slug of an application that can be asked now.
    """

    about: str
    state: State
    words: str
    todo: str = ""
    path: str = ""
    check: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to do something, now or soon."""
        return self.state in {"look", "act"}


@dataclass(frozen=True, slots=True)
class Chapter:
    """Things that belong together, under a title."""

    title: str
    found: Sequence[Sight]


def how_bad(amount: Amount, *, look: Amount, act: Amount) -> State:
    """Say how bad an amount is that should be small."""
    return "act" if amount >= act else "look" if amount >= look else "fine"


def how_scarce(amount: Amount, *, look: Amount, act: Amount) -> State:
    """Say how bad an amount is that should be large."""
    return "act" if amount <= act else "look" if amount <= look else "fine"


def worst(states: Iterable[State]) -> State:
    """Return the worst of these states."""
    order: tuple[State, ...] = ("fine", "unknown", "look", "act")
    return max(states, key=order.index, default="fine")


def for_how_long(time: timedelta) -> str:
    """Say how long something has been so, roughly: "2 minutes", "3 hours", "4 days"."""
    seconds = max(0, int(time.total_seconds()))
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return "1 minute" if seconds >= 60 else "less than a minute"


def so_many(number: int, one: str, many: str = "", *, most: int = 0) -> str:
    """Write how many there are of something; what was counted only so far says so."""
    more = "+" if most and number >= most else ""
    return f"{number:,}{more} {one if number == 1 else many or f'{one}s'}"


def in_bytes(size: float) -> str:
    """Write how much room something takes: "12 MB", "3.4 GB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
