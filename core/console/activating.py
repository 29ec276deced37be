"""Activating groups that are signed and checked, and declining requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.actions import deny_each
from core.access.lines import open_lines
from core.access.queries import undecided
from core.access.records import RequestFacts
from core.access.request_moves import CHECKING, moving, remember_end
from core.access.states import REQUEST_WORDS
from core.activation.actions import activate_group
from core.actor import Actor
from core.agreements import actions as agreements
from core.agreements.context import Signing
from core.agreements.queries import agreement_in_force, latest_of_request
from core.agreements.states import OPEN
from core.audit import changes
from core.console.queries.queues import Line, selected
from core.credentials.queries import checks, still_open
from core.errors import Forbidden, Invalid, Stale
from core.groups.people import load_group
from core.groups.rights import administrator_of
from core.keys import Keys
from core.mail import Mail
from core.portal import Portal
from core.requests.cases import case, not_ones_own
from core.requests.same_practice import against_alike, alike

MOST_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Preview:
    """What activating one request would do, or why it cannot be done."""

    line: Line
    against: str
    people: int
    applications: int
    left_out: tuple[str, ...]


async def previews(portal: Portal, numbers: Sequence[str], *, by: Actor) -> tuple[Preview, ...]:
    """Say what would happen to each of these requests."""
    return tuple(
        [await _preview(portal, line, by) for line in await selected(portal, list(numbers)[:MOST_AT_ONCE])]
    )


async def activate(portal: Portal, keys: Keys, number: str, *, by: Actor) -> None:
    """Activate the group of a request; Stale says what is missing, Forbidden that it is one's own."""
    request = await case(number)
    await not_ones_own(request, by)
    if request.state != CHECKING:
        raise Stale(f"This isn’t possible now: {REQUEST_WORDS[request.state].lower()}.")
    await activate_group(portal, keys, request.group, by=by)


async def decline(signing: Signing, number: str, reason: str, *, by: Actor) -> None:
    """End a request for a reason its practice is told: no line is given, and its open agreement is void."""
    if not reason.strip():
        raise Invalid({"reason": "Say why you decline the request"})
    async with changes():
        request = await case(number, lock=True)
        await not_ones_own(request, by)
        await moving(request, "declined", by=by, reason=reason.strip())
        await remember_end(request, reason)
        waiting = await open_lines(request, await load_group(request.group))
        await deny_each(waiting, reason, by=by)
        await _void(signing, request, reason.strip(), by)
        await _tell(signing.mail, request, reason.strip())


async def _preview(portal: Portal, line: Line, by: Actor) -> Preview:
    request = await case(line.number)
    found = await checks(portal, request.group)
    return Preview(
        line=line,
        against=await _against(portal, request, still_open(portal.site, found), by),
        people=line.people,
        applications=await undecided(request.id),
        left_out=tuple(each.name for each in found if each.state == "not-valid"),
    )


async def _against(portal: Portal, request: RequestFacts, open_: str, by: Actor) -> str:
    if request.state != CHECKING:
        return f"{REQUEST_WORDS[request.state]}."
    if open_:
        return open_
    if words := against_alike(await alike(request.group)):
        return words
    if await agreement_in_force(request.group) is None:
        return f"The {portal.site.terms.agreement} isn’t in force."
    try:
        await not_ones_own(request, by)
    except Forbidden as problem:
        return str(problem)
    return ""


async def _void(signing: Signing, request: RequestFacts, reason: str, by: Actor) -> None:
    found = await latest_of_request(request.id)
    if found and found.agreement.state in OPEN:
        await agreements.void(signing, found.agreement.id, reason, by=by)


async def _tell(mail: Mail, request: RequestFacts, reason: str) -> None:
    administrator = await administrator_of(request.group)
    if administrator is None:
        return
    await mail.send(
        to=administrator.email,
        template="request-declined",
        about=("request", request.id),
        first_name=administrator.first_name,
        number=request.number,
        reason=reason,
        path=f"/requests/{request.number}",
    )
