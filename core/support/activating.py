"""Activating groups that are signed and checked, and declining requests (V1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.access import actions
from core.access.desk import Desk
from core.access.states import REQUEST, IllegalMove
from core.access.tables import Grant, Request
from core.actor import Actor
from core.agreements import actions as agreements
from core.agreements.context import Signing
from core.agreements.queries import agreement_in_force, latest_of_request
from core.agreements.states import OPEN
from core.audit import change
from core.errors import Forbidden, Invalid, Stale
from core.groups.activation import activate_group
from core.groups.rights import administrator_of
from core.keys import Keys
from core.mail import Mail
from core.support.cases import Row, case, not_ones_own
from core.support.checks import checks, still_open
from core.support.credentials import CHECKING
from core.support.queues import Line, selected

MOST_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Preview:
    """What activating one request would do, or why it cannot be done."""

    line: Line
    against: str
    people: int
    applications: int
    left_out: tuple[str, ...]


async def previews(desk: Desk, numbers: Sequence[str], *, by: Actor) -> tuple[Preview, ...]:
    """What would happen to each of these requests."""
    return tuple(
        [await _preview(desk, line, by) for line in await selected(desk, list(numbers)[:MOST_AT_ONCE])]
    )


async def activate(desk: Desk, keys: Keys, number: str, *, by: Actor) -> None:
    """Activate the group of a request; Stale says what is missing, Forbidden that it is one's own."""
    request = await case(number)
    await not_ones_own(request, by)
    if request["state"] != CHECKING:
        raise Stale(f"This is not possible now: {REQUEST.in_words(request['state']).lower()}.")
    await activate_group(desk, keys, request["group"], by=by)


async def decline(signing: Signing, number: str, reason: str, *, by: Actor) -> None:
    """End a request for a reason its practice is told: no line is given, and its open agreement is void."""
    if not reason.strip():
        raise Invalid({"reason": "Say why the request is declined"})
    async with change("request.declined", by=by) as event:
        request = await case(number, lock=True)
        event.subject = ("request", request["id"])
        await not_ones_own(request, by)
        await _deny_all(request, reason.strip(), by)
        await _call_off(signing, request, reason.strip(), by)
        try:
            values: dict[Any, Any] = {Request.state: REQUEST.move(request["state"], "declined")}
        except IllegalMove as problem:
            raise Stale(
                f"This is not possible now: {REQUEST.in_words(request['state']).lower()}."
            ) from problem
        await Request.update(values).where(Request.id == request["id"])
        await _tell(signing.mail, request, reason.strip())


async def _preview(desk: Desk, line: Line, by: Actor) -> Preview:
    request = await case(line.number)
    found = await checks(desk, request["group"])
    asked = await Grant.count().where(Grant.request == request["id"], Grant.state == "requested")
    return Preview(
        line=line,
        against=await _against(desk, request, still_open(desk.site, found), by),
        people=line.people,
        applications=int(asked),
        left_out=tuple(each.name for each in found if each.state == "not-valid"),
    )


async def _against(desk: Desk, request: Row, open_: str, by: Actor) -> str:
    if request["state"] != CHECKING:
        return f"{REQUEST.in_words(request['state'])}."
    if open_:
        return open_
    if await agreement_in_force(request["group"]) is None:
        return f"The {desk.site.terms.agreement} is not in force."
    try:
        await not_ones_own(request, by)
    except Forbidden as problem:
        return str(problem)
    return ""


async def _deny_all(request: Row, reason: str, by: Actor) -> None:
    query = Grant.select(Grant.id).where(Grant.request == request["id"], Grant.state == "requested")
    for row in await query.order_by(Grant.key):
        await actions.deny(row["id"], reason, by=by)


async def _call_off(signing: Signing, request: Row, reason: str, by: Actor) -> None:
    found = await latest_of_request(request["id"])
    if found and found.agreement.state in OPEN:
        await agreements.void(signing, found.agreement.id, reason, by=by)


async def _tell(mail: Mail, request: Row, reason: str) -> None:
    administrator = await administrator_of(request["group"])
    if administrator is None:
        return
    await mail.send(
        to=administrator.email,
        template="request-declined",
        about=("request", request["id"]),
        first_name=administrator.first_name,
        number=request["number"],
        reason=reason,
        path=f"/requests/{request['number']}",
    )
