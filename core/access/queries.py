"""Requests as the rooms above ask for them: by their number, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from core.access.states import ALIVE, PREPARED
from core.access.tables import Grant, Request, RequestLine
from core.errors import NotFound
from core.groups.rights import administered_by
from core.groups.tables import Member
from core.names import full_name
from core.plugin_api import Whose

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """A request as far as those need it who only speak about it."""

    id: UUID
    number: str
    group: UUID
    group_name: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, and for which group."""

    number: str
    group: UUID
    account: UUID | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who looks after a request; no account when nobody does."""

    account: UUID | None
    name: str


async def place_of(number: str) -> RequestPlace:
    """Find a request by its number, for staff; NotFound."""
    return await _place(Request.number == number)


async def place_of_enrollment(enrollment: UUID) -> RequestPlace:
    """Find the request that a draft became; NotFound."""
    return await _place(Request.enrollment == enrollment)


async def own_place(number: str, account: UUID | None) -> RequestPlace:
    """Find a request of a group this account acts for; NotFound when it is absent or another's."""
    return await _place((Request.number == number) & Request.group.is_in(administered_by(account)))


async def newest_of(account: UUID) -> UUID:
    """Find the newest request of the groups an account acts for; NotFound."""
    theirs = Request.select(Request.id).where(Request.group.is_in(administered_by(account)))
    row = await theirs.order_by(Request.number, ascending=False).first()
    if row is None:
        raise NotFound
    return UUID(str(row["id"]))


async def senders(numbers: Sequence[str]) -> tuple[Sender, ...]:
    """Tell who sent these requests; one statement."""
    columns = (Request.number, Request.group, Request.sent_by)
    rows = await Request.select(*columns).where(Request.number.is_in(list(numbers))) if numbers else []
    return tuple(Sender(row["number"], row["group"], row["sent_by"]) for row in rows)


async def numbers_of(groups: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Find each group's newest request that was not declined or withdrawn, with the group's name."""
    if not groups:
        return {}
    name = Request.group.name.as_alias("group_name")
    there = Request.group.is_in(list(groups)) & Request.state.not_in(["declined", "withdrawn"])
    rows = await Request.select(Request.group, Request.number, name).where(there).order_by(Request.number)
    return {row["group"]: (row["number"], row["group_name"]) for row in rows}


async def holder_of(request: UUID) -> Holder:
    """Tell who of the staff looks after a request."""
    query = Request.select(Request.assignee, Request.assignee_name).where(Request.id == request)
    row = await query.first()
    return Holder(row["assignee"], row["assignee_name"]) if row else Holder(None, "")


async def grants_asked(request: UUID) -> list[UUID]:
    """List the grants that a request asks for."""
    rows = await RequestLine.select(RequestLine.grant).where(RequestLine.request == request)
    return [row["grant"] for row in rows]


async def works(request: UUID) -> bool:
    """Tell whether any access that a request asked for works."""
    asked = RequestLine.select(RequestLine.grant).where(RequestLine.request == request)
    return bool(await Grant.exists().where(Grant.id.is_in(asked) & (Grant.state == "active")))


async def states_held(group: UUID) -> dict[UUID, set[str]]:
    """List by member in which states everything is that people of a group have, or wait for."""
    theirs = Grant.member.group == group
    rows = await Grant.select(Grant.member, Grant.state).where(theirs, Grant.state.is_in([*ALIVE]))
    found: dict[UUID, set[str]] = {}
    for row in rows:
        found.setdefault(row["member"], set()).add(row["state"])
    return found


async def working_in(group: UUID) -> tuple[int, int]:
    """Count the access that works in a group, and the people who have it."""
    theirs = Grant.member.is_in(Member.select(Member.id).where(Member.group == group))
    rows = await Grant.select(Grant.member).where(theirs & (Grant.state == "active"))
    return len(rows), len({row["member"] for row in rows})


async def how_many_have(application: str) -> int:
    """Count the people who have an application, or wait for it; one statement."""
    theirs = (Grant.application == application) & Grant.state.is_in([*ALIVE])
    return int(await Grant.count(distinct=[Grant.member]).where(theirs))


async def undecided(request: UUID) -> int:
    """Count the lines of a request about which nobody has decided."""
    waiting = (RequestLine.open_for.is_not_null()) & (RequestLine.decision == "")
    return int(await RequestLine.count().where((RequestLine.request == request) & waiting))


async def _place(condition: Any) -> RequestPlace:
    name = Request.group.name.as_alias("group_name")
    row = await Request.select(Request.id, Request.number, Request.group, name).where(condition).first()
    if row is None:
        raise NotFound
    return RequestPlace(**row)


async def whose_access(application: str, keys: Sequence[str]) -> tuple[Whose, ...]:
    """List the first 500 of these keys that are of prepared access to an application; one statement."""
    known = [*islice(_readable(keys), AT_ONCE)]
    if not known:
        return ()
    member: Any = Grant.member
    columns = (member.first_name, member.last_name, member.group, member.group.name.as_alias("called"))
    these = Grant.id.is_in(known) & (Grant.application == application) & Grant.state.is_in([*PREPARED])
    rows = await Grant.select(Grant.id, Grant.state, *columns).where(these).order_by(Grant.id)
    return tuple(
        Whose(
            key=str(row["id"]),
            person=full_name(row["member.first_name"], row["member.last_name"]),
            group=row["called"],
            group_key=str(row["member.group"]),
            works=row["state"] == "active",
        )
        for row in rows
    )


def _readable(keys: Sequence[str]) -> Iterator[UUID]:
    for key in keys:
        with suppress(ValueError):
            yield UUID(key)
