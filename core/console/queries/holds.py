"""Who is held with a practice."""

from __future__ import annotations

from uuid import UUID

from core.groups.tables import Member

# By their membership as well as by who they are: keys of mails are about the one or the other.
_EVERYBODY = """SELECT m.id AS key FROM member AS m WHERE m."group" = {}
UNION SELECT m.person FROM member AS m WHERE m."group" = {} AND m.person IS NOT NULL
UNION SELECT p.id FROM appointment AS a JOIN person AS p ON p.account = a.account WHERE a."group" = {}"""


async def everybody_of(group: UUID) -> frozenset[UUID]:
    """Find the keys of everybody who is or was in a practice, or acted for it; one statement."""
    return frozenset(UUID(str(row["key"])) for row in await Member.raw(_EVERYBODY, group, group, group))
