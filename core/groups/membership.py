"""Whether somebody belongs to a practice: the one way in which a member changes state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from core import clock
from core.actor import Actor
from core.audit import change
from core.database.rows import by_key
from core.due.actions import schedule
from core.groups.activation_work import go_on_with
from core.groups.records import MemberFacts
from core.groups.states import MEMBER
from core.groups.tables import Member

# What comes due when somebody's last day is over.
LAST_DAY = "member.last-day"
# Of a member: nobody looks yet for who it is.
ADDED = "added"
# The side of a suspension that lasts until support decided about an objection, whoever left meanwhile.
OBJECTION = "objection"
PAST = {"on-leave": "went-on-leave", "dormant": "went-dormant", "left": "left", "active": "came-back"}


async def moving(member: MemberFacts, to: str, *, by: Actor, reason: str = "") -> MemberFacts:
    """Put a member of a locked group into another state; NotNow, and nothing, for a move that is none.

    Part of a change, with its own event. A last day stays until somebody has left. Returns the member as it
    is now.
    """
    details = {"was": member.state, "to": to, "reason": reason}
    what = "joined" if member.state == "proposed" and to == "active" else PAST[to]
    async with change(f"member.{what}", by=by, subject=("member", member.id), **details):
        MEMBER.require(member.state, to)
        now: dict[str, Any] = {
            "state": to,
            "since": clock.now(),
            "until": None if to == "left" else member.until,
            "held_by": _sides(member, only=OBJECTION) if to == "left" else member.held_by,
            "signed_until": None if to == "left" else member.signed_until,
            # A leave that has begun is planned no more, and one that is over has no end.
            "away_from": None,
            "away_until": member.away_until if to == "on-leave" else None,
        }
        values: dict[Any, Any] = {getattr(Member, name): value for name, value in now.items()}
        await Member.update(values).where(Member.id == member.id)
        if to == "left":
            await schedule(LAST_DAY, member.id, None)
    return replace(member, **now)


async def link_each(members: Sequence[MemberFacts]) -> None:
    """Write down of members who they are and how sure that is; part of a change, one statement."""
    if not members:
        return
    values: dict[Any, Any] = {
        Member.person: by_key(Member.person, {each.id: each.person for each in members}),
        Member.person_state: by_key(Member.person_state, {each.id: each.person_state for each in members}),
        Member.matched: by_key(Member.matched, {each.id: each.matched for each in members}),
    }
    await Member.update(values).where(Member.id.is_in([each.id for each in members]))


async def see_to(members: Sequence[MemberFacts], *, by: Actor) -> None:
    """Have it found out who was added; part of the change that agrees to something for them."""
    added = {each.id: each for each in members if each.person_state == ADDED}
    if added:
        await link_each([replace(each, person_state="") for each in added.values()])
        await go_on_with(members[0].group, by=by)


async def unlink(member: MemberFacts) -> None:
    """Write down that it is not certain any more who a member is; part of a change.

    What was signed for them so far, somebody else may have signed: they count as having come only now.
    """
    await link_each([replace(member, person=None, person_state="unclear")])
    since = clock.now() if member.state == "active" else member.since
    values: dict[Any, Any] = {Member.signed_until: None, Member.since: since}
    await Member.update(values).where(Member.id == member.id)


async def suspended_by(member: MemberFacts, side: str) -> MemberFacts:
    """Note that a side keeps everything of a member suspended; part of a change."""
    return await _held_by(member, " ".join(sorted({*member.held_by.split(), side})))


async def suspended_no_more_by(member: MemberFacts, side: str) -> MemberFacts:
    """Note that a side keeps nothing of a member suspended any more; part of a change."""
    return await _held_by(member, _sides(member, without=side))


async def note_signed_until(member: MemberFacts, until: datetime | None) -> MemberFacts:
    """Note until when the agreement binds that a member signed for themselves; part of a change."""
    await Member.update({Member.signed_until: until}).where(Member.id == member.id)
    return replace(member, signed_until=until)


def _sides(member: MemberFacts, *, only: str = "", without: str = "") -> str:
    sides = member.held_by.split()
    return " ".join(each for each in sides if each != without and only in {"", each})


async def _held_by(member: MemberFacts, sides: str) -> MemberFacts:
    await Member.update({Member.held_by: sides}).where(Member.id == member.id)
    return replace(member, held_by=sides)


async def away(member: MemberFacts, first: date | None, last: date | None, reason: str, *, by: Actor) -> None:
    """Note the days of a leave, or that none is planned; part of a change."""
    told = {"first": first and first.isoformat(), "last": last and last.isoformat(), "reason": reason}
    async with change("member.away", by=by, subject=("member", member.id), state=member.state, **told):
        values: dict[Any, Any] = {Member.away_from: first, Member.away_until: last}
        await Member.update(values | {Member.away_reason: reason}).where(Member.id == member.id)


async def dated(member: MemberFacts, until: date | None, *, by: Actor) -> None:
    """Note somebody's last day in the practice, or that there is none; part of a change."""
    details = {"state": member.state, "until": until and until.isoformat()}
    async with change("member.dated", by=by, subject=("member", member.id), **details):
        await Member.update({Member.until: until}).where(Member.id == member.id)
