"""A request as staff work on it: found by its number, and never one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.lines import load_request, locked_request
from core.access.records import RequestFacts
from core.access.tables import Request
from core.actor import Actor
from core.errors import Forbidden
from core.groups.rights import concerned, sent_by_oneself

OWN = "Somebody else has to decide about a request that you sent or are named in."


async def case(number: str, *, lock: bool = False) -> RequestFacts:
    """Find the request with this number; with `lock` held until the transaction ends. NotFound."""
    this = Request.number == number
    return await locked_request(this) if lock else await load_request(this)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who looks after a request; no account when nobody does."""

    account: UUID | None
    name: str


async def holder_of(request: UUID) -> Holder:
    """Find who of the staff looks after a request."""
    query = Request.select(Request.assignee, Request.assignee_name).where(Request.id == request)
    row = await query.first()
    return Holder(row["assignee"], row["assignee_name"]) if row else Holder(None, "")


async def not_ones_own(request: RequestFacts, by: Actor) -> None:
    """Raise Forbidden for staff who sent the request or are named in it."""
    if await ones_own([request.number], by):
        raise Forbidden(OWN)


async def ones_own(numbers: Sequence[str], by: Actor) -> frozenset[str]:
    """Find which of these requests somebody of the staff sent or is named in; Forbidden for others."""
    if by.kind != "staff" or by.account is None:
        raise Forbidden("Only staff decide about requests.")
    if not numbers:
        return frozenset()
    these = Request.number.is_in(list(numbers))
    rows = await Request.select(Request.number, Request.group, Request.sent_by).where(these)
    own = await concerned(by.account, {row["group"] for row in rows})
    return frozenset(
        row["number"] for row in rows if row["group"] in own or sent_by_oneself(by.account, [row["sent_by"]])
    )
