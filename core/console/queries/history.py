"""What happened to a person or a practice, in words, from the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.names import first_upper

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

    `names` says of some subjects how they are called. That somebody looked is no part of it.
    """
    columns = (AuditEvent.number, AuditEvent.at, AuditEvent.action, AuditEvent.actor_name, AuditEvent.subject)
    theirs = AuditEvent.subject.is_in(list(subjects)) & AuditEvent.action.not_like("%.viewed")
    query = AuditEvent.select(*columns).where(theirs, in_trail())
    rows = await query.order_by(AuditEvent.number, ascending=False).limit(limit + 1)
    return tuple(_happened(row, names) for row in rows[:limit]), len(rows) > limit


def _happened(row: Mapping[str, Any], names: Mapping[str, str]) -> Happened:
    kind, _, what = row["action"].partition(".")
    noun = names.get(row["subject"]) or first_upper(_NOUNS.get(kind, kind.replace("-", " ")))
    return Happened(row["at"], f"{noun} {what.replace('-', ' ')}", row["actor_name"], row["number"])
