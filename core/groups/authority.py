"""On whose authority members act or see, as it was asked for and answered."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.groups.people import members_called
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN
from core.groups.tables import Authorization, Member
from core.identity.subqueries import people_of

OPEN = ("asked", "in-force")


@dataclass(frozen=True, slots=True)
class AuthorizationFacts:
    """One authorization: whose it is, on whose authority, and how it stands."""

    id: UUID
    member: UUID
    by: MemberFacts
    state: str
    asked_at: datetime
    since: datetime | None
    until: datetime | None


def members_who_are(account: UUID) -> Any:
    """Return the members that the human behind an account certainly is, as a subquery."""
    known = Member.person.is_in(people_of(account)) & Member.person_state.is_in([*KNOWN])
    return Member.select(Member.id).where(known & (Member.state != "left"))


async def authorizations_of(members: Collection[UUID], *states: str) -> list[AuthorizationFacts]:
    """List on whose authority these members act, in these states; two statements."""
    return await _found(Authorization.member.is_in(list(members)), states) if members else []


async def authorizations_by(member: UUID, *states: str) -> list[AuthorizationFacts]:
    """List who acts on the authority of a member, in these states; two statements."""
    return await _found(Authorization.by_member == member, states)


async def load_authorization(key: UUID) -> AuthorizationFacts | None:
    """Find one authorization; None when there is none."""
    return next(iter(await _found(Authorization.id == key, ())), None)


async def relying_on(member: UUID) -> frozenset[UUID]:
    """Find the members who act on the authority of this one; one statement."""
    theirs = (Authorization.by_member == member) & (Authorization.state == "in-force")
    rows = await Authorization.select(Authorization.member).where(theirs)
    return frozenset(row["member"] for row in rows)


async def _found(which: Any, states: Collection[str]) -> list[AuthorizationFacts]:
    if states:
        which = which & Authorization.state.is_in(list(states))
    rows = await Authorization.select().where(which).order_by(Authorization.asked_at, Authorization.id)
    people = {each.id: each for each in await members_called({row["by_member"] for row in rows})}
    return [
        AuthorizationFacts(
            row["id"],
            row["member"],
            people[row["by_member"]],
            row["state"],
            row["asked_at"],
            row["since"],
            row["until"],
        )
        for row in rows
    ]
