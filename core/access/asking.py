"""Asking for applications under an agreement that is in force: for the first time, or once more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from pydantic import BaseModel

from core.access import conditions
from core.access.conditions import NotNow
from core.access.filing import NewGrant, NewRequest, file_grants, file_lines, file_request
from core.access.grant_moves import moving
from core.access.leaving import ACCESS_ENDS, still_to_come
from core.access.lines import Line, lines_of, load, load_request
from core.access.records import RequestDetails, RequestFacts, shown_of
from core.access.states import GRANT
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.errors import Invalid, NotFound
from core.forms import Choice, rows, to_json
from core.groups.people import locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.portal import Portal

KIND = "applications"
# What ended can be asked for once more; everything else is asked for already.
ENDED = ("denied", "revoked", "expired")
NO_DETAILS = RequestDetails()
ASKED_ALREADY = "{person} already has a request for {application}."


@dataclass(frozen=True, slots=True)
class Asked:
    """One application for one member; without `answers` those of the time before count.

    `sent` says that it was sent before, elsewhere: then it goes on whether or not it is open to new requests.
    """

    member: UUID
    slug: str
    answers: BaseModel | None = None
    sent: bool = False

    @property
    def key(self) -> tuple[UUID, str]:
        """The person and the application; what an application calls its answers need not be hashable."""
        return self.member, self.slug


@dataclass(frozen=True, slots=True)
class _Asking:
    """What every line of one request has in common; `before` are the grants of its group as they were."""

    portal: Portal
    group: GroupFacts
    members: Mapping[UUID, MemberFacts]
    before: Mapping[tuple[UUID, str], Line]


async def request_applications(
    portal: Portal,
    group: UUID,
    asked: Sequence[Asked],
    *,
    by: Actor,
    draft: UUID | None = None,
    details: RequestDetails = NO_DETAILS,
) -> str:
    """Make a request whose lines are to be decided, and return its number; `draft` is where it was prepared.

    Whoever calls has made sure that `by` may speak for the group. NotNow, and nothing, when the group may
    have nothing, somebody may not have what is asked, or it is asked for already.
    """
    key = uuid4()
    async with change("request.submitted", by=by, subject=("request", key)) as event:
        row = await locked_group(group)
        if reason := await conditions.against_group(portal, row):
            raise NotNow(reason)
        asking = await _asking(portal, row)
        _require_possible(asking, asked)
        people = len({each.member for each in asked})
        kept = details.model_copy(update={"people": people})
        new = NewRequest(key, KIND, row.id, by.account, kept, draft)
        await file_request(portal, new)
        request = await load_request(key)
        await _ask(asking, request, asked, by)
        event.details |= {"number": request.number, "people": people, "applications": len(asked)}
        if details.by_support:
            event.details["reason"] = details.by_support
    return request.number


async def ask_again(portal: Portal, grant: UUID, *, by: Actor) -> str:
    """Ask once more for access that ended, with the answers it had; return the number of the new request."""
    line = await load(grant)
    return await request_applications(
        portal, line.group.id, [Asked(line.member.id, line.grant.application)], by=by
    )


async def _asking(portal: Portal, group: GroupFacts) -> _Asking:
    members = await members_of(group.id)
    before = await lines_of(group, members, *GRANT.table)
    return _Asking(
        portal,
        group,
        {each.id: each for each in members},
        {(line.grant.member, line.grant.application): line for line in before},
    )


def _require_possible(asking: _Asking, asked: Sequence[Asked]) -> None:
    if not asked:
        raise Invalid({"": "Choose at least one application"})
    if len({each.key for each in asked}) < len(asked):
        raise Invalid({"": "Choose each application once for a person"})
    for each in asked:
        member = asking.members.get(each.member)
        if member is None or each.slug not in asking.portal.applications:
            raise NotFound
        before = asking.before.get(each.key)
        if before and before.grant.state not in ENDED:
            name = asking.portal.applications[each.slug].name
            raise NotNow(ASKED_ALREADY.format(application=name, person=member.name))
        against = conditions.against_line if each.sent else conditions.against_asking
        if reason := against(asking.portal, asking.group, member, each.slug):
            raise NotNow(reason)


async def _ask(asking: _Asking, request: RequestFacts, asked: Sequence[Asked], by: Actor) -> None:
    new = {each.key: _new_grant(asking, each) for each in asked if each.key not in asking.before}
    await file_grants(list(new.values()))
    lines: dict[UUID, dict[str, Any]] = {}
    for each in asked:
        answered = _answered(asking, each)
        if each.key in new:
            grant = new[each.key].id
        else:
            before = replace(asking.before[each.key], request=request)
            await _anew(asking.portal, before, answered, by)
            grant = before.id
        lines[grant] = answered
    await file_lines(request.id, lines)


async def _anew(portal: Portal, before: Line, answered: Mapping[str, Any], by: Actor) -> None:
    """Put what ended back to its beginning; a last day that is over is forgotten."""
    ends_on = still_to_come(portal, before.grant)
    await moving([before], GRANT.first, by=by, reason="", ends_on=ends_on, **answered)
    if ends_on != before.grant.ends_on:
        await schedule(ACCESS_ENDS, before.id, None)


def _new_grant(asking: _Asking, each: Asked) -> NewGrant:
    name, answered = asking.portal.applications[each.slug].name, _answered(asking, each)
    shown = shown_of(answered.pop("shown"))
    return NewGrant(uuid4(), each.member, each.slug, name, shown=shown, **answered)


def _answered(asking: _Asking, each: Asked) -> dict[str, Any]:
    """The answers as grant and line keep them, with the rows that people see."""
    before = asking.before.get(each.key)
    if each.answers is None and before:
        shown = [list(row) for row in before.grant.shown]
        return {
            "answers": dict(before.grant.answers),
            "fields_version": before.grant.fields_version,
            "shown": shown,
        }
    people = [Choice(str(key), each.name, each.email) for key, each in asking.members.items()]
    choices = asking.portal.applications.choices(each.slug, people)
    answers = each.answers
    return {
        "answers": to_json(answers) if answers else {},
        "fields_version": str(asking.portal.applications[each.slug].fields_version),
        "shown": [list(row) for row in rows(type(answers), answers, choices=choices)] if answers else [],
    }
