"""What happened to a person or a practice, in words, from the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.names import first_upper
from core.requests.words import STAFF_HAPPENINGS, happened

_COLUMNS = ("number", "at", "action", "actor_name", "subject", "details")

# What an action is about, where its own word is not the one that people use.
_NOUNS = {
    "grant": "access", "member": "person", "group": "practice", "session": "sign-in", "sign-in": "sign-in",
    "enrollment": "registration", "second-factor": "second factor",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, in words."""

    at: datetime
    words: str
    by: str
    number: int


async def history(
    subjects: Collection[str], names: Mapping[str, str], limit: int
) -> tuple[tuple[Happened, ...], bool]:
    """List the newest events about these subjects, and tell whether there are more; one statement.

    `names` says of some subjects how they are called. Looking at something, and mails, are no part of it.
    """
    columns = [getattr(AuditEvent, name) for name in _COLUMNS]
    told = AuditEvent.action.not_like("%.viewed") & AuditEvent.action.not_like("mail.%")
    theirs = AuditEvent.subject.is_in(list(subjects)) & told
    query = AuditEvent.select(*columns).where(theirs, in_trail()).output(load_json=True)
    rows = await query.order_by(AuditEvent.number, ascending=False).limit(limit + 1)
    return tuple(_happened(row, names) for row in rows[:limit]), len(rows) > limit


def _happened(row: Mapping[str, Any], names: Mapping[str, str]) -> Happened:
    name, action = names.get(row["subject"], ""), row["action"]
    if action in STAFF_HAPPENINGS:
        words = happened(action, row["details"])
        return Happened(row["at"], f"{name}: {words}" if name else words, row["actor_name"], row["number"])
    kind, _, what = action.partition(".")
    noun = name or first_upper(_NOUNS.get(kind, kind.replace("-", " ")))
    return Happened(row["at"], f"{noun} {what.replace('-', ' ')}", row["actor_name"], row["number"])
