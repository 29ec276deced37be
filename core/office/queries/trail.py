"""What the trail has of a leaving: its events in words, and which of them confirms what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.office.queries.leavings import LeavingView

_WORDS = {
    "access.left": "All access ended",
    "member.left": "Left {group}",
    "grant.revoked": "Access ended: {application}",
    "grant.expired": "Access ended on its last day: {application}",
    "work.handed-over": "Handed to the people who carry it out: {application}",
    "work.done": "Removed, and found to be gone: {application}",
    "work.completed": "Removed by hand, every step noted: {application}",
    "work.refused": "Removal refused: {application}",
    "work.retried": "Removal tried again: {application}",
}
_CONFIRMS = frozenset({"work.done", "work.completed"})
# What belongs to one leaving is written in one transaction, moments apart.
BEFORE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LeavingEvent:
    """One event in words; `leaf` is what it is in the tree of the trail."""

    number: int
    at: datetime
    words: str
    by: str
    leaf: str


@dataclass(frozen=True, slots=True)
class Logged:
    """The events of a leaving, oldest first, and the numbers of those that confirm, by application."""

    events: tuple[LeavingEvent, ...]
    confirmations: Mapping[str, int]


async def logged(view: LeavingView) -> Logged:
    """Read what happened since somebody left, and before what their removals confirm; one statement."""
    names = {str(each.grant): each for each in view.endings}
    items = {str(each.item): each for each in view.endings if each.item}
    since = (AuditEvent.at >= view.at - BEFORE) | AuditEvent.subject.is_in(list(items) or [""])
    theirs = AuditEvent.subject.is_in([str(view.member.id), *names, *items])
    known = AuditEvent.action.is_in(list(_WORDS))
    rows = await AuditEvent.select().where(in_trail(), theirs & known & since).order_by(AuditEvent.number)
    of = names | items
    confirmations = {
        of[row["subject"]].slug: row["number"]
        for row in rows
        if row["action"] in _CONFIRMS and row["subject"] in of
    }
    return Logged(tuple(_event(row, of, view) for row in rows), confirmations)


def _event(row: Mapping[str, Any], of: Mapping[str, Any], view: LeavingView) -> LeavingEvent:
    found = of.get(row["subject"])
    words = _WORDS[row["action"]].format(group=view.group.name, application=found.name if found else "")
    return LeavingEvent(row["number"], row["at"], words, row["actor_name"], row["leaf"])
