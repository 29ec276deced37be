"""What must hold of every draft, after every step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.enrollment.drafts import Draft, DraftPerson, Section
from core.enrollment.facts import offered_in
from core.portal import Portal
from tests.core.walk.picture import Picture, Row

Faults = Iterator[str]
# A key of its own would be drawn here, and only where the offer isn't known yet.
NOBODY = UUID(int=0)


def every_draft_asks_only_for_what_is_offered(portal: Portal, p: Picture) -> Faults:
    """Whatever staff type, suffix and place became, nothing stays ticked that they do not allow."""
    practices = {
        each["enrollment"]: each for each in p.all("enrollment_section") if each["name"] == "practice"
    }
    for row in p.all("enrollment_person"):
        wanted = {slug for slug, each in row["applications"].items() if each["wanted"]}
        if wanted and (left := wanted - _offered(portal, row, practices.get(row["enrollment"]))):
            yield f"{row['role']} with suffix {row['suffix']} asks for {left}"


def _offered(portal: Portal, row: Row, practice: Row | None) -> set[str]:
    known = (row[""], practice and practice[""])
    if known not in _offers:
        sections = {"practice": Section("practice", practice["answers"])} if practice else {}
        never = datetime.min.replace(tzinfo=UTC)
        draft = Draft(NOBODY, NOBODY, "draft", 1, never, never, sections)
        person = DraftPerson(NOBODY, row["role"], row["staff_type"], row["suffix"], row["details"])
        _offers[known] = set(offered_in(portal, draft, person))
    return _offers[known]


_offers: dict[Any, set[str]] = {}
