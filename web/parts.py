"""What the larger patterns of `templates/parts.html` draw, as small records that pages fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple


class Task(NamedTuple):
    """One line of a task list; without an address it cannot be started yet."""

    title: str
    href: str | None
    status: str
    done: bool = False
    hint: str = ""


class Row(NamedTuple):
    """One line of a summary: what was asked, what was answered, where it can be changed."""

    label: str
    value: str | Sequence[str]
    change: str | None = None


class Event(NamedTuple):
    """One point of a time line; the newest comes first. Without a time it is still to come."""

    title: str
    at: dt.datetime | None
    by: str = ""
    text: str = ""


class Column(NamedTuple):
    """One application at the head of the grid.

    `state` says whether none, some or all of the people who may have it are ticked.
    """

    slug: str
    name: str
    state: Literal["true", "false", "mixed"] = "false"
    eligible: int = 0


class Cell(NamedTuple):
    """One person and one application: a box to tick, or the reason why there is none.

    `save` is the address that takes this box alone; `details` leads to what still has to be answered.
    """

    column: str
    name: str
    ticked: bool = False
    why_not: str = ""
    why_not_href: str = ""
    save: str = ""
    details: str = ""


class Member(NamedTuple):
    """One person in the grid. `role` is the staff type and `suffix` the suffix, as people read them.

    `lacking` says that something about the person is still to be answered.
    """

    key: str
    name: str
    email: str
    role: str
    suffix: str
    cells: Sequence[Cell]
    edit: str | None = None
    remove: str | None = None
    lacking: str = ""


def state_of(ticked: int, eligible: int) -> Literal["true", "false", "mixed"]:
    """What the box at the head of a column shows."""
    if ticked == 0:
        return "false"
    return "true" if ticked == eligible else "mixed"
