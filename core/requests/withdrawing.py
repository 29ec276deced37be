"""Taking a request back, until access on it works."""

from __future__ import annotations

from dataclasses import replace

from core.access.actions import revoke_each
from core.access.lines import locked_request, open_lines, request_numbered
from core.access.queries import own_place, works
from core.access.records import RequestFacts
from core.access.request_moves import moving, remember_end
from core.access.states import REQUESTS
from core.actor import SYSTEM, Actor
from core.agreements.actions import void
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.states import OPEN
from core.audit import changes
from core.errors import Stale
from core.groups.people import load_group
from core.groups.rights import administrator_of
from core.mail import Mail

WHY = "The request was withdrawn."
WORKS = "Access on this request works already. Ask support to end it."


async def may_be_withdrawn(request: RequestFacts) -> bool:
    """Tell whether a practice may still take a request back."""
    return "withdrawn" in REQUESTS[request.kind].table[request.state] and not await works(request.id)


async def withdraw_own(signing: Signing, number: str, reason: str, *, by: Actor) -> None:
    """Take back a request of a group that `by` acts for; NotFound for anybody else's."""
    await own_place(number, by.account)
    await withdraw(signing, number, reason, by=by)


async def withdraw(signing: Signing, number: str, reason: str = "", *, by: Actor) -> None:
    """End a request on behalf of its practice: nothing of it is given, and its open agreement is void.

    Whoever calls has made sure that `by` may speak for the group. NotNow or Stale when it is too late.
    """
    async with changes():
        request = await locked_request((await request_numbered(number)).id)
        if await works(request.id):
            raise Stale(WORKS)
        await moving(request, "withdrawn", by=by, reason=reason.strip())
        await remember_end(request, reason)
        lines = await open_lines(request, await load_group(request.group))
        await revoke_each(lines, WHY, by=by)
        found = await latest_of_request(request.id)
        if found and found.agreement.state in OPEN:
            # A practice cannot call an agreement off by itself: that follows from what it did.
            await void(signing, found.agreement.id, WHY, by=replace(SYSTEM, on_behalf_of=by.name))
        await _tell(signing.mail, request, reason.strip(), by)


async def _tell(mail: Mail, request: RequestFacts, reason: str, by: Actor) -> None:
    administrator = await administrator_of(request.group)
    if administrator is None:
        return
    await mail.send(
        to=administrator.email,
        template="request-withdrawn",
        about=("request", request.id),
        first_name=administrator.first_name,
        number=request.number,
        who=by.name,
        reason=reason,
        path=f"/requests/{request.number}",
    )
