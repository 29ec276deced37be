"""A grant with everything that decides about it: line, request, group and member, as they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.records import GrantFacts, LineFacts, RequestFacts
from core.access.tables import Grant, Request, RequestLine
from core.database.rows import load_one
from core.errors import NotFound
from core.groups.people import load_group, load_member, locked_group, members_called
from core.groups.records import GroupFacts, MemberFacts


@dataclass(frozen=True, slots=True)
class Line:
    """Everything that decides about one grant; `line` is the newest that asks for it, with its request."""

    grant: GrantFacts
    line: LineFacts
    request: RequestFacts
    group: GroupFacts
    member: MemberFacts

    @property
    def id(self) -> UUID:
        """The grant's own key."""
        return self.grant.id


def login_of(line: Line) -> UUID | None:
    """Tell under whose login a grant was set up, or will be."""
    return line.grant.person or line.member.person


async def load(grant: UUID, *, lock: bool = False) -> Line:
    """Find the line of a grant; with `lock` nobody else moves a line of its group until the transaction ends.

    Whoever activates, suspends or closes a group, or ends its agreement, holds the same lock.
    """
    first = await load_one(Grant, grant)
    member = await load_member(first["member"])
    group = await (locked_group if lock else load_group)(member.group)
    row = await load_one(Grant, grant, lock=lock) if lock else first
    (line,) = await _with_lines([row], group, [member])
    return line


async def lines_of(group: GroupFacts, members: Sequence[MemberFacts], *states: str) -> list[Line]:
    """List the grants of these members that are in one of these states, person by person; three statements.

    With the group locked, nobody else moves them until the transaction ends.
    """
    if not members:
        return []
    theirs = Grant.member.is_in([each.id for each in members]) & Grant.state.is_in(list(states))
    rows = await Grant.select().where(theirs).order_by(Grant.key).output(load_json=True)
    place = {each.id: number for number, each in enumerate(members)}
    rows.sort(key=lambda row: (place[row["member"]], row["key"]))
    return await _with_lines(rows, group, members)


async def _with_lines(
    grants: Sequence[Mapping[str, Any]], group: GroupFacts, members: Sequence[MemberFacts]
) -> list[Line]:
    by_key = {each.id: each for each in members}
    newest = await newest_lines([each["id"] for each in grants])
    requests = await _requests({line.request for line in newest.values()})
    return [
        Line(
            GrantFacts.of(each),
            newest[each["id"]],
            requests[newest[each["id"]].request],
            group,
            by_key[each["member"]],
        )
        for each in grants
    ]


async def open_lines(request: RequestFacts, group: GroupFacts) -> list[Line]:
    """List what of a request is still to be decided or done; with the group locked, that stays so."""
    asked = RequestLine.select(RequestLine.grant).where(
        RequestLine.request == request.id, RequestLine.open_for.is_not_null()
    )
    rows = await Grant.select().where(Grant.id.is_in(asked)).order_by(Grant.key).output(load_json=True)
    return await _with_lines(rows, group, await members_called({row["member"] for row in rows}))


async def newest_lines(grants: Sequence[UUID]) -> Mapping[UUID, LineFacts]:
    """Find the newest line of each grant, which is the open one if any is; one statement."""
    if not grants:
        return {}
    query = RequestLine.select().where(RequestLine.grant.is_in(list(grants)))
    # A line is newer than another of the same grant when its request is: numbers rise.
    rows = await query.order_by(RequestLine.request.number).output(load_json=True)
    return {row["grant"]: LineFacts.of(row) for row in rows}


async def _requests(keys: Iterable[UUID]) -> Mapping[UUID, RequestFacts]:
    wanted = list(keys)
    rows = await Request.select().where(Request.id.is_in(wanted)).output(load_json=True) if wanted else []
    return {row["id"]: RequestFacts.of(row) for row in rows}


async def load_request(request: UUID) -> RequestFacts:
    """Find one request by its key; NotFound when there is none."""
    return await _request(Request.id == request)


async def request_numbered(number: str) -> RequestFacts:
    """Find one request by its number; NotFound when there is none."""
    return await _request(Request.number == number)


async def locked_request(request: UUID) -> RequestFacts:
    """Find a request and hold it until the transaction ends: its group first, as everybody locks them."""
    found = await load_request(request)
    await locked_group(found.group)
    return RequestFacts.of(await load_one(Request, found.id, lock=True))


async def _request(condition: Any) -> RequestFacts:
    rows = await Request.select().where(condition).limit(1).output(load_json=True)
    if not rows:
        raise NotFound
    return RequestFacts.of(rows[0])
