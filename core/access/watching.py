"""Which things a page about a request depends on, by their keys in the trail."""

from __future__ import annotations

from uuid import UUID

from core.access.tables import Request, RequestLine
from core.agreements.tables import Agreement
from core.errors import NotFound


async def keys_of_request(number: str, account: UUID) -> frozenset[str]:
    """The account's request, its group, its lines and its agreements; NotFound when it is another's."""
    mine = (Request.number == number) & (Request.account == account)
    row = await Request.select(Request.id, Request.group).where(mine).first()
    if row is None:
        raise NotFound
    lines = await RequestLine.select(RequestLine.grant).where(RequestLine.request == row["id"])
    agreements = await Agreement.select(Agreement.id).where(Agreement.group == row["group"])
    known = (*row.values(), *(one["grant"] for one in lines), *(one["id"] for one in agreements))
    return frozenset(map(str, known))
