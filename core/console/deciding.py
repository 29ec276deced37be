"""Support decides about the lines of a request for applications; never about what one asked for oneself."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.access.actions import deny_each
from core.access.conditions import NotNow
from core.access.deciding import approve_and_begin
from core.access.lines import Line, open_lines
from core.actor import Actor
from core.audit import changes
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.records import GroupFacts
from core.portal import Portal
from core.requests.cases import case, not_ones_own

DECIDED = "Someone decided this already."


async def approve_lines(portal: Portal, number: str, grants: Collection[UUID], *, by: Actor) -> None:
    """Agree to these lines of a request and set them up; what may not be given is declined with its reason.

    NotFound for a grant that the request does not ask for, NotNow when it is decided already.
    """
    async with changes():
        group, lines = await _undecided(number, grants, by)
        await approve_and_begin(portal, group, lines, by=by)


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
