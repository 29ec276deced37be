"""What becomes of each person of a practice that is to become part of another one; nothing is changed here.

Somebody who belongs to both is one. What works in the practice that ends, or was requested there, is
requested in the one that stays, as far as its rules give it; everything else ends, for a reason that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.access import conditions
from core.access.given import answers_that_fit
from core.access.lines import Line, lines_of
from core.access.states import ALIVE, GRANT
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import KNOWN
from core.office.queries.changes import Wanted
from core.portal import Portal

TAKEN_UP = ("requested", "approved", "provisioning", "active")
WORKS = ("active", "suspended")
HELD = "It is suspended there"
NOT_HERE = "They aren’t active there now"
HELD_PERSON = "Everything of theirs is suspended"
OTHERS_ADDRESS = "Someone else there has this email address"
LEFT_SINCE = "They left since the merge was approved"
NO_ANSWERS = "Its questions have changed"
OFF = "It isn’t offered any more"
DECIDED = "It was declined or ended since the merge was approved"


@dataclass(frozen=True, slots=True)
class Coming:
    """One person of the practice that ends, who they are already in the one that stays, and what they have.

    `stays_out` says why they don't come along. `asks` are requested there, `has` is there already, `ends`
    says of the rest why it ends.
    """

    member: MemberFacts
    there: MemberFacts | None
    stays_out: str
    asks: tuple[Line, ...] = ()
    has: tuple[Line, ...] = ()
    ends: tuple[tuple[Line, str], ...] = ()

    @property
    def joins(self) -> bool:
        """Whether they become a member of the practice that stays, or are one again."""
        return not self.stays_out and (self.there is None or self.there.state == "left")


@dataclass(frozen=True, slots=True)
class Merging:
    """Both practices as they are: the one that ends, and the one that stays with everybody in it.

    `since` is when the merge was asked for, once its people were carried over: what was decided in the one
    that stays after that is not asked for again.
    """

    ends: GroupFacts
    stays: GroupFacts
    people: tuple[MemberFacts, ...]
    lines: Mapping[tuple[UUID, str], Line]
    since: datetime | None = None


async def merge_plan(
    portal: Portal, ends: GroupFacts, stays: GroupFacts, since: datetime | None = None
) -> tuple[Coming, ...]:
    """Tell what becomes of everybody in a practice that is to become part of another one."""
    people = await members_of(stays.id)
    lines = {
        (each.member.id, each.grant.application): each for each in await lines_of(stays, people, *GRANT.table)
    }
    both = Merging(ends, stays, tuple(people), lines, since)
    members = [each for each in await members_of(ends.id) if each.state not in ("left", "proposed")]
    held = await lines_of(ends, members, *ALIVE)
    return tuple(
        _coming(portal, both, each, [line for line in held if line.member.id == each.id]) for each in members
    )


def not_settled(people: Sequence[Coming]) -> list[Line]:
    """List what was requested in the practice that stays and neither works yet nor was declined."""
    return [line for each in people for line in each.has if line.grant.state not in WORKS]


def unsaid(people: Sequence[Coming], said: Collection[str]) -> list[Line]:
    """List what would end of which nobody was told: not `said` before, and not decided by people since."""
    ending = [(line, why) for each in people for line, why in each.ends]
    return [line for line, why in ending if str(line.id) not in said and why not in (DECIDED, LEFT_SINCE)]


def merged_in_words(each: Coming, stays: GroupFacts) -> Wanted:
    """Say what becomes of one person."""
    held = [*each.asks, *each.has, *(line for line, _ in each.ends)]
    was = ", ".join(line.grant.application_name for line in held) or "No application"
    told = _joining(each, stays)
    if each.stays_out:
        told = [f"Doesn’t come along: {each.stays_out.lower()}"]
        return Wanted(each.member.name, was, ". ".join(told + (["Everything ends"] if held else [])))
    if each.has:
        told.append(f"Has it there: {_names(each.has)}")
    told += [f"{line.grant.application_name} ends: {why.rstrip('.')}" for line, why in each.ends]
    return Wanted(each.member.name, was, ". ".join(told))


def told_to_the_other(people: Sequence[Coming], stays: GroupFacts) -> list[str]:
    """Say to the practice that stays who joins it, and what is requested; nothing of who does not."""
    coming = [each for each in people if not each.stays_out]
    return [f"{each.member.name}: {'. '.join(_joining(each, stays))}" for each in coming]


def _joining(each: Coming, stays: GroupFacts) -> list[str]:
    place = f"Joins {stays.name}" if each.joins else f"Is in {stays.name} already"
    return [place, *([f"Requested there: {_names(each.asks)}"] if each.asks else [])]


def _names(lines: Sequence[Line]) -> str:
    return ", ".join(line.grant.application_name for line in lines)


def _coming(portal: Portal, both: Merging, member: MemberFacts, lines: Sequence[Line]) -> Coming:
    there = _same(both, member)
    if why := _stays_out(both, member, there):
        return Coming(member, there, why, ends=tuple((line, why) for line in lines))
    has = [line for line in lines if _held(both, there, line)]
    against = {line.id: _against(portal, both, member, there, line) for line in lines if line not in has}
    return Coming(
        member,
        there,
        "",
        tuple(line for line in lines if against.get(line.id) == ""),
        tuple(both.lines[there.id, line.grant.application] for line in has if there),
        tuple((line, against[line.id]) for line in lines if against.get(line.id)),
    )


def _same(both: Merging, member: MemberFacts) -> MemberFacts | None:
    """Find the member of the practice that stays who is the same human, or has the same address."""
    certain = member.person if member.person_state in KNOWN else None
    theirs = [each for each in both.people if certain and each.person == certain]
    return next(iter([*theirs, *(each for each in both.people if each.email == member.email)]), None)


def _stays_out(both: Merging, member: MemberFacts, there: MemberFacts | None) -> str:
    if member.held_by:
        return HELD_PERSON
    if there is None:
        return ""
    known = member.person_state in KNOWN and there.person_state in KNOWN
    if known and there.person != member.person:
        return OTHERS_ADDRESS
    if there.state != "left" or there.since is None or both.since is None:
        return ""
    return LEFT_SINCE if there.since >= both.since else ""


def _held(both: Merging, there: MemberFacts | None, line: Line) -> bool:
    known = both.lines.get((there.id, line.grant.application)) if there else None
    return known is not None and known.grant.state in ALIVE


def _against(
    portal: Portal, both: Merging, member: MemberFacts, there: MemberFacts | None, line: Line
) -> str:
    """Say why something is not requested in the practice that stays; nothing where it is."""
    if member.state != "active":
        return NOT_HERE
    if line.grant.state not in TAKEN_UP:
        return HELD if line.grant.state == "suspended" else line.grant.reason or GRANT.in_words("failed")
    application = portal.applications.get(line.grant.application)
    if application is None:
        return OFF
    known = both.lines.get((there.id, application.slug)) if there else None
    if known and both.since and known.grant.changed_at >= both.since:
        return DECIDED
    if answers_that_fit(application, line.grant.answers, line.grant.fields_version) is None:
        return NO_ANSWERS
    return (
        conditions.against_line(
            portal, both.stays, as_member_there(member, both.stays, there), application.slug
        )
        or ""
    )


def as_member_there(member: MemberFacts, stays: GroupFacts, there: MemberFacts | None = None) -> MemberFacts:
    """Return somebody as they are, or will be, in the practice that stays."""
    if there is not None:
        return replace(there, state="active") if there.state == "left" else there
    asked_as = "member" if member.asked_as == "backup" else member.asked_as
    then = replace(member, group=stays.id, asked_as=asked_as, state="active", since=None, until=None)
    return replace(then, matched="", held_by="", away_from=None, away_until=None, away_reason="")
