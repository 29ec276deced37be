"""How a registration that was not sent is found: by the name of its practice, and by nothing else in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.enrollment.states import ENROLLMENT
from core.enrollment.tables import EnrollmentSection
from core.search import DRAFT, Findable, put, remove_entries
from core.search.words import name_words


async def index_draft(enrollment: UUID, practice: Any) -> None:
    """Have a draft found by its practice's name as typed so far; part of the change that stores it."""
    entry = _entry(enrollment, practice)
    await (put([entry]) if entry.words else remove_entries([enrollment]))


async def drafts_to_find(after: UUID, limit: int) -> list[Findable]:
    """List a page of the drafts that can be found, in the order of their keys."""
    of: Any = EnrollmentSection.enrollment
    query = EnrollmentSection.select(of, EnrollmentSection.answers).where(
        EnrollmentSection.name == "practice", of.state == ENROLLMENT.first, of > after
    )
    found: list[Findable] = []
    for row in await query.order_by(of).output(load_json=True):
        entry = _entry(row["enrollment"], row["answers"].get("name"))
        found += [entry] if entry.words else []
        if len(found) == limit:
            break
    return found


def _entry(enrollment: UUID, practice: Any) -> Findable:
    return Findable(DRAFT, enrollment, frozenset(name_words(practice if isinstance(practice, str) else "")))
