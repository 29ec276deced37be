"""One person is taken back from a request for applications about whom nobody has decided; the others stay."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.access.actions import given_reason, revoke_each
from core.access.lines import Line, lines_of, locked_request, open_lines, request_numbered
from core.access.naming import strike_out
from core.access.own_agreements import end_theirs
from core.access.queries import own_place, works
from core.access.records import RequestFacts
from core.access.request_moves import DECIDING
from core.access.states import ALIVE
from core.actor import Actor
from core.agreements.context import Signing
from core.audit import change
from core.errors import Stale
from core.groups import membership
from core.groups.appointments import has_part
from core.groups.authorizations import end_each_of
from core.groups.membership import ADDED
from core.groups.people import load_group, load_member
from core.groups.records import GroupFacts
from core.portal import Portal
from core.requests.withdrawing import withdraw

DECIDED = "Support decided about this person already. Nothing was taken back."
_MORE = "applications"


@dataclass(frozen=True, slots=True)
class Undecided:
    """Somebody of a request about whom support decided nothing yet, and what was requested for them."""

    member: UUID
    name: str
    applications: tuple[str, ...]


async def to_take_back(number: str, account: UUID | None) -> tuple[Undecided, ...]:
    """List who can be taken back from a request of a group this account acts for; NotFound for others.

    Nobody while support has decided about everybody.
    """
    await own_place(number, account)
    return await undecided_of(await request_numbered(number))


async def undecided_of(request: RequestFacts) -> tuple[Undecided, ...]:
    """List everybody of a request about whom nothing was decided, in the order of their names."""
    if request.kind != _MORE or request.state != DECIDING:
        return ()
    by_member = _by_member(await open_lines(request, await load_group(request.group)))
    found = [
        Undecided(key, lines[0].member.name, tuple(each.grant.application_name for each in lines))
        for key, lines in by_member.items()
        if _is_open(lines)
    ]
    return tuple(sorted(found, key=lambda each: each.name))


async def take_person_back(
    portal: Portal, signing: Signing, number: str, member: UUID, reason: str, *, by: Actor
) -> None:
    """End what a request asks for one person; who was added with it leaves the list again.

    With the last person the whole request is withdrawn. NotFound for who is not in it and for anybody else's
    request, Stale once support decided about the person, Invalid at `reason`.
    """
    await own_place(number, by.account)
    reason = given_reason(reason)
    told = {"number": number, "reason": reason}
    async with change("request.person-taken-back", by=by, subject=("member", member), **told):
        request = await locked_request((await request_numbered(number)).id)
        group = await load_group(request.group)
        lines = await open_lines(request, group)
        theirs = _by_member(lines).get(member, [])
        if member not in {each.member for each in await undecided_of(request)}:
            raise Stale(DECIDED)
        if len(theirs) == len(lines) and not await works(request.id):
            await withdraw(signing, number, reason, by=by)
        else:
            await revoke_each(theirs, reason, by=by)
        await _drop(portal, group, member, reason, by)


async def _drop(portal: Portal, group: GroupFacts, member: UUID, reason: str, by: Actor) -> None:
    """Take who was added and has nothing now off the list, and out of the answers about others.

    Who sponsors the group by now, or is named for it, stays.
    """
    row = await load_member(member)
    if row.person_state != ADDED or row.state != "active" or await has_part(row.id):
        return
    if not await lines_of(group, [row], *ALIVE):
        await membership.moving(row, "left", by=by, reason=reason)
        await end_each_of(row.id, by=by)
        await end_theirs(portal, [member])
        await strike_out(portal, group, row, by=by)


def _by_member(lines: list[Line]) -> dict[UUID, list[Line]]:
    found: dict[UUID, list[Line]] = {}
    for line in lines:
        found.setdefault(line.member.id, []).append(line)
    return found


def _is_open(lines: list[Line]) -> bool:
    return all(each.grant.state == "requested" for each in lines)
