"""Every type of event that is told outside, from the vocabulary itself."""

from __future__ import annotations

from collections.abc import Mapping

from core.site.webhooks import EVENT_TYPES, EventType
from core.webhooks.vocabulary import EVENTS
from tests.house.tables.drawn import table

MEANS: Mapping[EventType, str] = {
    "access.given": "Someone can use an application, for the first time or again",
    "access.suspended": "Access that worked was suspended",
    "access.taken": "Access ended, or what was being set up is not set up",
    "access.changed": "Something about access changed that the application was told of, or its last day",
    "person.suspended": "Everything someone has in a practice was suspended",
    "person.returned": "What suspended someone as a whole is over",
    "person.left": "Someone left a practice",
    "person.changed": "The staff type or suffix of someone changed",
    "agreement.signed": "Everybody signed an agreement, and it is in force",
    "agreement.ended": "An agreement binds nobody any more, or can’t be signed any more",
    "practice.active": "A practice was activated, or is no longer suspended",
    "practice.suspended": "A practice was suspended",
    "practice.ended": "A practice that was active was closed",
}


def webhooks() -> str:
    """Each type: when it is sent, and the words it may have."""
    rows = ((f"`{each}`", f"{MEANS[each]}.", _words(each)) for each in EVENT_TYPES)
    return table(("Type", "When", "`state`, or `changed`"), rows)


def _words(name: str) -> str:
    words = dict.fromkeys(told.word for told in EVENTS.values() if told.type == name)
    return ", ".join(f"`{word}`" for word in words)
