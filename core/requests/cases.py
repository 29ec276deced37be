"""A request as staff work on it: found by its number, and never one's own."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.lines import locked_request, request_numbered
from core.access.queries import senders
from core.access.records import RequestFacts
from core.actor import Actor
from core.errors import Forbidden
from core.groups.rights import concerned, sent_by_oneself

OWN = "Someone else has to decide about a request that you sent or are named in."


async def case(number: str, *, lock: bool = False) -> RequestFacts:
    """Find the request with this number; with `lock` held until the transaction ends. NotFound."""
    found = await request_numbered(number)
    return await locked_request(found.id) if lock else found


async def not_ones_own(request: RequestFacts, by: Actor) -> None:
    """Raise Forbidden for staff who sent the request or are named in it."""
    if await ones_own([request.number], by):
        raise Forbidden(OWN)


async def ones_own(numbers: Sequence[str], by: Actor) -> frozenset[str]:
    """Find which of these requests somebody of the staff sent or is named in; Forbidden for others."""
    if by.kind != "staff" or by.account is None:
        raise Forbidden("Only staff decide about requests.")
    found = await senders(numbers)
    own = await concerned(by.account, {each.group for each in found})
    return frozenset(
        each.number for each in found if each.group in own or sent_by_oneself(by.account, [each.account])
    )
