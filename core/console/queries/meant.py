"""What somebody means who searches a list: the people, practices and requests that their words lead to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.groups.rights import KNOWN
from core.groups.tables import Member
from core.search import PERSON, PRACTICE, REQUEST, find_by_words


@dataclass(frozen=True, slots=True)
class SearchedFor:
    """The keys of members, of the groups these are in, of practices that were named, and of requests."""

    members: frozenset[UUID] = frozenset()
    groups: frozenset[UUID] = frozenset()
    practices: frozenset[UUID] = frozenset()
    requests: frozenset[UUID] = frozenset()


async def searched_for(text: str) -> SearchedFor:
    """Find what a text leads to; three statements at most, and few rows."""
    found = await find_by_words(text, (PERSON, PRACTICE, REQUEST))
    people = found.subjects(PERSON)
    rows = await Member.select(Member.id, Member.group).where(these(people)) if people else []
    return SearchedFor(
        frozenset(row["id"] for row in rows),
        frozenset(row["group"] for row in rows),
        frozenset(found.subjects(PRACTICE)),
        frozenset(found.subjects(REQUEST)),
    )


def these(people: list[UUID]) -> Any:
    """The members that these keys stand for: their own, or those of persons they are certain to be."""
    return Member.id.is_in(people) | (Member.person.is_in(people) & Member.person_state.is_in(sorted(KNOWN)))
