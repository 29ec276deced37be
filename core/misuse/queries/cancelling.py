"""Whom a cancellation reaches, what was proposed, and how far the applications are with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import clock
from core.access.states import ALIVE, GRANT
from core.access.tables import Grant, WorkItem
from core.actor import Actor
from core.errors import NotFound
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import KNOWN, belongs_elsewhere, concerned
from core.identity.queries import account_of_person
from core.identity.sign_ins import open_sign_ins
from core.misuse.records import Proposal
from core.misuse.tables import Cancellation

WORK = {
    "waiting": "Being removed",
    "people": "Waits for a person",
    "done": "Removed and checked",
    "failed": "Refused",
    "dead": "Failed",
    "over": "Replaced by something newer",
}


@dataclass(frozen=True, slots=True)
class CancelReach:
    """One person of the group: what they have, and whether they are signed out."""

    member: MemberFacts
    access: tuple[str, ...]
    sessions: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """One access that was taken away: how far its application is, and since when it is confirmed."""

    name: str
    application: str
    state: str
    words: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupCancelling:
    """A group with whom a cancellation reaches, the proposal that waits, and those before."""

    group: GroupFacts
    people: tuple[CancelReach, ...]
    waiting: Proposal | None
    past: tuple[Proposal, ...]
    removals: tuple[Removal, ...]


async def open_proposal(group: UUID) -> Proposal | None:
    """Find the proposal that waits for a group."""
    row = await Cancellation.select().where(Cancellation.open_for == group).first()
    return Proposal.of(row) if row else None


async def require_about(proposal: UUID, group: UUID) -> None:
    """Go on only with a proposal that is about this group; NotFound."""
    if not await Cancellation.exists().where(Cancellation.id == proposal, Cancellation.group == group):
        raise NotFound


async def group_cancelling(group: UUID, by: Actor) -> GroupCancelling:
    """Find everything about the cancellation of one group; NotFound for who has to do with it."""
    found = await load_group(group)
    if await concerned(by.account, [group]):
        raise NotFound
    members = [each for each in await members_of(group) if each.state != "left"]
    rows = await Cancellation.select().where(Cancellation.group == group).order_by(Cancellation.proposed_at)
    proposals = [Proposal.of(row) for row in rows]
    waiting = next(
        (each for each in proposals if each.state == "proposed" and each.until > clock.now()), None
    )
    past = tuple(each for each in proposals if each is not waiting)
    begun = next((each for each in reversed(past) if each.state == "confirmed"), None)
    removals = await _removals(members, begun) if begun and begun.how != "reinstate" else ()
    return GroupCancelling(found, await _reached(members), waiting, past, removals)


async def _reached(members: list[MemberFacts]) -> tuple[CancelReach, ...]:
    keys = [each.id for each in members]
    alive = Grant.member.is_in(keys) & Grant.state.is_in(sorted(ALIVE))
    rows = await Grant.select().where(alive).order_by(Grant.key) if keys else []
    found = []
    for member in members:
        elsewhere = await belongs_elsewhere(member)
        has = tuple(
            f"{row['application_name']}: {GRANT.in_words(row['state']).lower()}"
            for row in rows
            if row["member"] == member.id
        )
        found.append(CancelReach(member, has, 0 if elsewhere else await _sessions(member), elsewhere))
    return tuple(found)


async def _sessions(member: MemberFacts) -> int:
    account = await account_of_person(member.person) if member.person_state in KNOWN else None
    return await open_sign_ins(account) if account else 0


async def _removals(members: list[MemberFacts], begun: Proposal) -> tuple[Removal, ...]:
    names = {each.id: each.name for each in members}
    keys = [*names]
    grants = await Grant.select(Grant.id, Grant.member, Grant.application_name).where(
        Grant.member.is_in(keys)
    )
    of = {row["id"]: row for row in grants}
    since = WorkItem.made_at >= (begun.decided_at or begun.proposed_at)
    theirs = WorkItem.grant.is_in([*of]) & (WorkItem.kind == "revoke") & since
    rows = await WorkItem.select().where(theirs).order_by(WorkItem.made_at) if of else []
    newest = {row["grant"]: row for row in rows}
    return tuple(
        Removal(
            names[of[key]["member"]],
            of[key]["application_name"],
            row["state"],
            WORK[row["state"]],
            row["ended_at"],
        )
        for key, row in newest.items()
    )
