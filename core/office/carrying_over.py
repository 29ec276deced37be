"""A merge that was approved: its people come to the practice that stays, and on its day the other one ends.

First everybody joins the practice that stays, and what they have is requested there; support decides about it
as about any request. The other practice ends once its day has come and nothing of that is open any more:
everybody leaves it, with their receipts, and it is closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from core import clock
from core.access import leaving
from core.access.asking import Asked, request_applications
from core.access.changing import named
from core.access.given import answers_that_fit
from core.access.leaving import still_to_come
from core.access.lines import Line, lines_of
from core.access.own_agreements import ask_each_to_sign
from core.access.states import ALIVE
from core.actor import SYSTEM, Actor
from core.audit import change
from core.errors import Stale
from core.forms import questions
from core.groups.appointments import NEVER_EMPTY
from core.groups.group_moves import moving
from core.groups.membership import link_each
from core.groups.people import load_group, locked_group, members_of
from core.groups.records import GroupFacts
from core.groups.registering import add_members
from core.groups.rights import KNOWN, administrator_of, concerned, parts_played, sponsors_of
from core.mail import NewMail
from core.moves import NotNow
from core.office.acts import OWN
from core.office.merge_plan import (
    Coming,
    as_member_there,
    merge_plan,
    merged_in_words,
    not_settled,
    told_to_the_other,
    unsaid,
)
from core.office.queries.changes import AskedChange
from core.portal import Portal

LOOKS_AGAIN = timedelta(hours=1)
OPEN = "This request is open"
UNSAID = "It would end, and wasn’t in the merge that was approved. End it first, or plan the merge again"
CHANGED = (
    "What becomes of someone has changed since the merge was prepared. Decline it, and prepare it again."
)
NOT_ACTIVE = "One of both isn’t active any more."
REASON = "{ends} became part of {stays}."


@dataclass(frozen=True, slots=True)
class _Carrying:
    """Both practices, and who of the one is who in the other."""

    ends: GroupFacts
    stays: GroupFacts
    keys: Mapping[UUID, UUID]


async def begin_merge(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Bring everybody to the practice that stays, and request what they have; part of the approval.

    With the practice that ends locked. NotNow for staff who have to do with either of the two.
    """
    ends, stays = await load_group(asked.group), await locked_group(practice_that_stays(asked))
    if await concerned(by.account, [stays.id]):
        raise NotNow(OWN)
    if {ends.state, stays.state} != {"active"}:
        raise Stale(NOT_ACTIVE)
    about = {"reason": asked.why, "practice": ends.name}
    async with change("office.merge-begun", by=by, subject=("group", stays.id), **about) as event:
        people = await merge_plan(portal, ends, stays)
        if any(merged_in_words(each, stays) not in asked.shown for each in people):
            raise Stale(CHANGED)
        event.details |= {"people": len(people), "request": await _carry(portal, ends, stays, people, by)}
        await _tell(portal, stays, asked, people)


async def may_end(portal: Portal, asked: AskedChange) -> datetime | None:
    """Tell when to look again whether a merge can be made; None once it can.

    It waits for its day, and until everything that was requested is there or declined. Who came to the
    practice meanwhile comes along. With the practice that ends locked.
    """
    begins = portal.site.dates.begins(asked.from_day) if asked.from_day else clock.now()
    if begins > clock.now():
        return begins
    ends, stays = await load_group(asked.group), await locked_group(practice_that_stays(asked))
    if {ends.state, stays.state} != {"active"}:
        return clock.now() + LOOKS_AGAIN
    await _carry(portal, ends, stays, await merge_plan(portal, ends, stays, asked.decided_at), SYSTEM)
    return clock.now() + LOOKS_AGAIN if await _open(portal, ends, stays, asked) else None


async def end_merged(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Let everybody leave the practice that ends, and close it; part of a change, with it locked.

    Who plays a part that somebody always has to play leaves last, once it is closed.
    """
    ends, stays = await load_group(asked.group), await load_group(practice_that_stays(asked))
    reason = REASON.format(ends=ends.name, stays=stays.name)
    about = {"practice": ends.name, "reason": asked.why}
    async with change("office.merged", by=by, subject=("group", stays.id), **about):
        parts = await parts_played(ends.id)
        people = [each for each in await members_of(ends.id) if each.state != "left"]
        last = [each for each in people if NEVER_EMPTY & {*parts.get(each.id, ())}]
        for each in people:
            if each not in last:
                await leaving.leave(portal, each.id, reason, by=by)
        await moving(ends, "closed", by=by, reason=reason)
        for each in sorted(last, key=lambda one: "administrator" in parts[one.id]):
            await leaving.leave(portal, each.id, reason, by=by)


async def merge_waits_for(portal: Portal, asked: AskedChange) -> tuple[tuple[str, str], ...]:
    """List what a merge waits for that was approved: whose application, and why."""
    ends, stays = await load_group(asked.group), await load_group(practice_that_stays(asked))
    return await _open(portal, ends, stays, asked)


def practice_that_stays(asked: AskedChange) -> UUID:
    """Return the practice that stays."""
    return UUID(asked.wanted["into"])


async def _open(
    portal: Portal, ends: GroupFacts, stays: GroupFacts, asked: AskedChange
) -> tuple[tuple[str, str], ...]:
    """List what keeps the one practice from ending: open requests, and ends that nobody was told of."""
    people = await merge_plan(portal, ends, stays, asked.decided_at)
    found = [(line, OPEN) for line in not_settled(people)]
    found += [(line, UNSAID) for line in unsaid(people, asked.wanted["ends"])]
    return tuple((f"{line.member.name}: {line.grant.application_name}", why) for line, why in found)


async def _carry(
    portal: Portal, ends: GroupFacts, stays: GroupFacts, people: Sequence[Coming], by: Actor
) -> str:
    """Have people join the practice that stays, and request what they have; return the request’s number."""
    keys = await _join(portal, stays, people, by)
    if portal.site.member_agreement is not None:
        there = {*keys.values()}
        came = [each for each in await members_of(stays.id) if each.id in there]
        await ask_each_to_sign(portal, stays, came, by=by)
    both = _Carrying(ends, stays, keys)
    instead = await _administrator_in(stays.id)
    asked = [
        Asked(keys[each.member.id], line.grant.application, _answers(portal, both, line, instead), sent=True)
        for each in people
        for line in each.asks
    ]
    if not asked:
        return ""
    number = await request_applications(portal, stays.id, asked, by=by)
    await _date(portal, both, people, by)
    return number


async def _date(portal: Portal, both: _Carrying, people: Sequence[Coming], by: Actor) -> None:
    """Have access that ends on a day in the one practice end on it in the other one too."""
    days = {
        (both.keys[each.member.id], line.grant.application): day
        for each in people
        for line in each.asks
        if (day := still_to_come(portal, line.grant))
    }
    if not days:
        return
    theirs = {key for key, _ in days}
    members = [each for each in await members_of(both.stays.id) if each.id in theirs]
    for line in await lines_of(both.stays, members, *ALIVE):
        if day := days.get((line.member.id, line.grant.application)):
            await leaving.set_end(portal, line.id, day, by=by)


async def _join(
    portal: Portal, stays: GroupFacts, people: Sequence[Coming], by: Actor
) -> Mapping[UUID, UUID]:
    """Add who is new, under the login they have, and take back who had left; return who is who there."""
    new = {
        each.member.id: replace(as_member_there(each.member, stays), id=uuid4())
        for each in people
        if each.joins and each.there is None
    }
    await add_members(stays.id, [replace(each, person=None) for each in new.values()])
    certain = [each for each in new.values() if each.person is not None and each.person_state in KNOWN]
    await link_each([replace(each, person_state="known") for each in certain])
    for each in people:
        if each.joins and each.there is not None:
            await leaving.come_back(portal, each.there.id, by=by)
    for each in people:
        if each.member.id in new and each.member.until is not None:
            await leaving.set_last_day(portal, new[each.member.id].id, each.member.until, by=by)
    there = {each.member.id: each.there.id for each in people if each.there is not None}
    return {**there, **{key: each.id for key, each in new.items()}}


def _answers(portal: Portal, both: _Carrying, line: Line, instead: UUID | None) -> Any:
    """Return the answers of an access, in which people of the one practice are those of the other.

    Who did not come along is named no more; where nobody is left, the administrator takes their place.
    """
    application = portal.applications[line.grant.application]
    raw = dict(line.grant.answers)
    fields: type[BaseModel] = application.fields
    for question in questions(fields):
        if question.source != "members" or question.name not in raw:
            continue
        keys = {str(was): str(now) for was, now in both.keys.items()}
        kept = [keys[key] for key in named(question, raw) if key in keys] or [str(instead or "")]
        raw[question.name] = kept if question.many else kept[0]
    return answers_that_fit(application, raw, line.grant.fields_version)


async def _administrator_in(group: UUID) -> UUID | None:
    parts = await parts_played(group)
    return next((key for key, each in parts.items() if "administrator" in each), None)


async def _tell(portal: Portal, stays: GroupFacts, asked: AskedChange, people: Sequence[Coming]) -> None:
    """Tell administrator and sponsors of the practice that stays who comes, each once."""
    administrator = await administrator_of(stays.id)
    reached = {each.email: (each.first_name, "/sponsor") for each in await sponsors_of([stays.id])}
    if administrator is not None:
        reached[administrator.email] = (administrator.first_name, f"/office/{stays.id}")
    changes = [f"{asked.group_name} joins {stays.name}", *told_to_the_other(people, stays)]
    said = {"group_name": stays.name, "changes": changes}
    await portal.mail.send_each(
        [
            NewMail(to, "group-changes", ("group", stays.id), {**said, "first_name": first, "path": path})
            for to, (first, path) in reached.items()
        ]
    )
