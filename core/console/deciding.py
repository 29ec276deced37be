"""Support decides about the lines of a request for applications; never about what one asked for oneself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from core.access.actions import deny_each
from core.access.conditions import NotNow
from core.access.deciding import approve_and_begin
from core.access.lines import Line, open_lines
from core.access.request_moves import DECIDING
from core.actor import Actor
from core.audit import changes
from core.credentials.queries import NOT_VALID, checks
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.records import GroupFacts
from core.portal import Portal
from core.requests.cases import case, not_ones_own

DECIDED = "Someone decided this already."


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One application that is asked for and that nobody has decided about, and for whom."""

    grant: UUID
    person: str
    application: str


async def to_decide(number: str) -> tuple[ToDecide, ...]:
    """List what of a request for applications is still to be decided, person by person."""
    request = await case(number)
    if request.state != DECIDING:
        return ()
    lines = await open_lines(request, await load_group(request.group))
    open_ = [line for line in lines if line.grant.state == "requested"]
    found = [ToDecide(line.id, line.member.name, line.grant.application_name) for line in open_]
    return tuple(sorted(found, key=lambda each: each.person))


async def approve_lines(portal: Portal, number: str, grants: Collection[UUID], *, by: Actor) -> None:
    """Agree to these lines of a request and set them up; what may not be given is declined with its reason.

    NotFound for a grant that the request does not ask for, NotNow when it is decided already, or while the
    credentials of one of its people are still to be checked. Who has no valid ones gets nothing.
    """
    async with changes():
        group, lines = await _undecided(number, grants, by)
        theirs = {line.member.id for line in lines}
        found = [each for each in await checks(portal, group.id, addresses=False) if each.member in theirs]
        if open_ := [each.name for each in found if each.state == "open"]:
            raise NotNow(f"Check {', '.join(open_)} first.")
        not_valid = {each.member: NOT_VALID for each in found if each.state == "not-valid"}
        await approve_and_begin(portal, group, lines, against=not_valid, by=by)


async def deny_lines(number: str, grants: Collection[UUID], reason: str, *, by: Actor) -> None:
    """Decline these lines of a request, for a reason its practice may read; Invalid at `reason`."""
    async with changes():
        _, lines = await _undecided(number, grants, by)
        await deny_each(lines, reason, by=by)


async def _undecided(number: str, grants: Collection[UUID], by: Actor) -> tuple[GroupFacts, list[Line]]:
    """The lines with their group, both held until the change ends."""
    request = await case(number, lock=True)
    await not_ones_own(request, by)
    group = await load_group(request.group)
    lines = [line for line in await open_lines(request, group) if line.id in grants]
    if not lines or len(lines) < len(set(grants)):
        raise NotFound
    if any(line.grant.state != "requested" for line in lines):
        raise NotNow(DECIDED)
    return group, lines
