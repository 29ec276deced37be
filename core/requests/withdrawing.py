"""Taking a request back before it was worked on."""

from __future__ import annotations

from dataclasses import replace

from core.access.actions import revoke_each
from core.access.lines import locked_request, open_lines, request_numbered
from core.access.request_moves import moving
from core.actor import SYSTEM, Actor
from core.agreements.actions import void
from core.agreements.context import Signing
from core.agreements.queries import latest_of_request
from core.agreements.states import OPEN
from core.audit import changes
from core.groups.people import load_group

WHY = "The request was withdrawn."


async def withdraw(signing: Signing, number: str, *, by: Actor) -> None:
    """End a request on behalf of its practice: nothing of it is given, and its open agreement is void.

    Whoever calls has made sure that `by` may speak for the group. NotNow when it is too late.
    """
    async with changes():
        request = await locked_request((await request_numbered(number)).id)
        await moving(request, "withdrawn", by=by)
        lines = await open_lines(request, await load_group(request.group))
        await revoke_each(lines, WHY, by=by)
        found = await latest_of_request(request.id)
        if found and found.agreement.state in OPEN:
            # A practice cannot call an agreement off by itself: that follows from what it did.
            await void(signing, found.agreement.id, WHY, by=replace(SYSTEM, on_behalf_of=by.name))
