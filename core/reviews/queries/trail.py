"""What the trail has of a review: every event that decided something, and which answer it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.audit.reading import details_from_text, in_trail
from core.audit.tables import AuditEvent

WORDS = {
    "review.opened": "Opened",
    "review.people-named": "People named who work there",
    "review.person-named": "A person named who works there",
    "review.people-left": "Access of people ended who left",
    "review.answered": "Access answered",
    "review.reduced": "Access reduced",
    "review.postponed": "Due date moved",
    "review.finished": "Answers took effect",
    "review.second-look": "Chosen by chance for a second look",
    "review.closed": "Done",
}
_OF_ACCESS = frozenset({"review.answered", "review.reduced"})
_OF_PEOPLE = frozenset({"review.people-named", "review.person-named", "review.people-left"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event; `leaf` is what it is in the tree of the trail."""

    number: int
    at: datetime
    action: str
    by: str
    leaf: str
    details: Mapping[str, Any]

    @property
    def words(self) -> str:
        """What happened, as people read it."""
        return WORDS[self.action]


async def recorded(review: UUID) -> tuple[Recorded, ...]:
    """Read every event of a review that decided something, the first one first; one statement."""
    theirs = (AuditEvent.subject == str(review)) & AuditEvent.action.is_in(list(WORDS))
    rows = await AuditEvent.select().where(in_trail(), theirs).order_by(AuditEvent.number)
    return tuple(
        Recorded(
            row["number"],
            row["at"],
            row["action"],
            row["actor_name"],
            row["leaf"],
            details_from_text(row["details"]),
        )
        for row in rows
    )


def event_of(row: Mapping[str, Any], events: Sequence[Recorded]) -> int | None:
    """Find the number of the event that an answer was given with; None before it was given."""
    about = [each for each in events if each.by == row["by_name"] and _is_about(each, row)]
    if row["answer"] == "look" or not about:
        return None
    return min(about, key=lambda each: (abs(each.at - row["at"]), -each.number)).number


def _is_about(event: Recorded, row: Mapping[str, Any]) -> bool:
    member, grant, said = str(row["member"]), row["grant"], event.details
    if grant is None:
        named = {said.get("member"), *said.get("members", ())} - {None}
        return event.action in _OF_PEOPLE and (not named or member in named)
    kept = said.get("answer") == row["answer"] and str(grant) in said.get("grants", ())
    return event.action in _OF_ACCESS and (kept or ("removed" in said and said["member"] == member))
