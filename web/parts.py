"""What the larger patterns of `templates/parts.html` draw, as small records that pages fill in."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple


class Task(NamedTuple):
    """One line of a task list; without an address it cannot be started yet."""

    title: str
    href: str | None
    status: str
    done: bool = False
    hint: str = ""


class ToDo(NamedTuple):
    """One thing that somebody needs to do: a sentence, since when or until when, and the button for it."""

    words: str
    when: str
    href: str
    action: str


class Announced(NamedTuple):
    """One announcement: what it is about, if not everything, its text, and until when it is shown."""

    slug: str
    about: str
    text: str
    until: str


class Event(NamedTuple):
    """One point of a time line; the newest comes first. Without a time it is still to come."""

    title: str
    at: dt.datetime | None
    by: str = ""
    text: str = ""


COLORS = {
    "requested": "yellow",
    "approved": "",
    "provisioning": "",
    "active": "green",
    "failed": "orange",
    "suspended": "orange",
    "denied": "red",
    "revoked": "grey",
    "expired": "grey",
    "waiting-for-signatures": "yellow",
    "checking-credentials": "",
    "waiting-for-correction": "yellow",
    "to-be-decided": "yellow",
    "in-progress": "",
    "agreement-sealing": "",
    "agreement-anew": "yellow",
    "agreement-declined": "red",
    "agreement-expired": "orange",
    "agreement-void": "red",
    "agreement-lapsed": "orange",
    "done": "green",
    "declined": "red",
    "withdrawn": "grey",
}
