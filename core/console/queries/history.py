"""What happened to a person, a practice or a case, in words, from the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.console.history_words import ECHOES, told_to_staff
from core.names import first_upper
from core.portal import Portal

_COLUMNS = ("number", "at", "action", "actor_name", "subject", "details")


@dataclass(frozen=True, slots=True)
class AboutWhom:
    """Whom and what an event is about, as it is called in a sentence."""

    person: str = "Someone"
    application: str = "An application"
    request: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, in words."""

    at: datetime
    words: str
    by: str
    number: int


async def history(
    portal: Portal, abouts: Mapping[str, AboutWhom], limit: int, *, misuse: bool = False
) -> tuple[tuple[Happened, ...], bool]:
    """List the newest events about these subjects, and tell whether there are more; one statement.

    `abouts` names each subject by its key. Looking at something, mails, and what stands beside an event that
    says the same are no part of it, nor without `misuse` what is suspected of somebody.
    """
    columns = [getattr(AuditEvent, name) for name in _COLUMNS]
    told = AuditEvent.action.not_like("%.viewed") & AuditEvent.action.not_like("mail.%")
    told = told if misuse else told & AuditEvent.action.not_like("misuse.%")
    theirs = AuditEvent.subject.is_in(list(abouts)) & told & AuditEvent.action.not_in(sorted(ECHOES))
    query = AuditEvent.select(*columns).where(theirs, in_trail()).output(load_json=True)
    rows = await query.order_by(AuditEvent.number, ascending=False).limit(limit + 1)
    return tuple(_happened(portal, row, abouts) for row in rows[:limit]), len(rows) > limit


def abouts_of(
    people: Mapping[Any, str], accesses: Collection[tuple[Any, Any, str]] = ()
) -> dict[str, AboutWhom]:
    """Name people by their keys, and accesses by theirs: a key, that of its person, and its application."""
    found = {str(key): AboutWhom(person=name) for key, name in people.items()}
    return found | {
        str(key): AboutWhom(person=people.get(person, "Someone"), application=name)
        for key, person, name in accesses
    }


def _happened(portal: Portal, row: Mapping[str, Any], abouts: Mapping[str, AboutWhom]) -> Happened:
    words = told_to_staff(row["action"], asdict(abouts[row["subject"]]), row["details"])
    return Happened(row["at"], first_upper(portal.site.terms.said(words)), row["actor_name"], row["number"])
