"""Reads everybody of every practice with what they have of one application, in batches."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

from core.access.states import ALIVE
from core.access.tables import Grant, WorkItem
from core.enrollment.tables import EnrollmentPerson
from core.groups.records import GroupFacts, MemberFacts
from core.groups.tables import Group, Member

BATCH = 500
_FIRST = UUID(int=0)
# Answers are typed by people: what looks like the tick of another application is looked at again.
_WANTING = """
SELECT person.applications FROM enrollment_person AS person
JOIN enrollment ON enrollment.id = person.enrollment
WHERE enrollment.state = 'draft' AND CAST(person.applications AS TEXT) LIKE {}
"""


class Someone(NamedTuple):
    """A person of a practice; `grant` is the state of what they have or requested, empty for nothing."""

    member: MemberFacts
    group: GroupFacts
    grant: str


async def people_with(slug: str) -> AsyncIterator[Someone]:
    """Yield everybody who is in a practice that is not closed; three statements for each batch."""
    last = _FIRST
    while True:
        query = Member.select().where(Member.id > last, Member.state.not_in(["proposed", "left"]))
        rows = await query.order_by(Member.id).limit(BATCH).output(load_json=True)
        if not rows:
            return
        last = rows[-1]["id"]
        groups = await _groups({row["group"] for row in rows})
        states = await _states(slug, [row["id"] for row in rows])
        for row in rows:
            if group := groups.get(row["group"]):
                yield Someone(MemberFacts.of(row), group, states.get(row["id"], ""))


async def _groups(keys: set[UUID]) -> dict[UUID, GroupFacts]:
    rows = await Group.select().where(Group.id.is_in([*keys]), Group.state != "closed").output(load_json=True)
    return {row["id"]: GroupFacts.of(row) for row in rows}


async def _states(slug: str, members: list[UUID]) -> dict[UUID, str]:
    theirs = Grant.member.is_in(members) & (Grant.application == slug) & Grant.state.is_in([*ALIVE])
    rows = await Grant.select(Grant.member, Grant.state).where(theirs)
    return {row["member"]: row["state"] for row in rows}


async def drafts_wanting(slug: str) -> int:
    """Count the people in requests that are not sent yet for whom it is chosen."""
    rows = await EnrollmentPerson.raw(_WANTING, f'%"{slug}"%')
    return sum(bool(_applications(row).get(slug, {}).get("wanted")) for row in rows)


def _applications(row: dict[str, Any]) -> dict[str, Any]:
    kept = row["applications"]
    return dict(json.loads(kept) if isinstance(kept, str) else kept)


async def work_done(slug: str, most: int) -> list[tuple[str, UUID]]:
    """List what was last done at an application, the oldest first: the kind of work, and for which access."""
    done = (WorkItem.application == slug) & (WorkItem.state == "done")
    query = WorkItem.select(WorkItem.kind, WorkItem.grant).where(done)
    rows = await query.order_by(WorkItem.ended_at, ascending=False).limit(most)
    return [(row["kind"], row["grant"]) for row in reversed(rows)]
