"""Which things a page about a request depends on, by their keys in the trail."""

from __future__ import annotations

from uuid import UUID

from core.access.tables import Grant, Request
from core.agreements.tables import Agreement
from core.errors import NotFound


async def keys_of_request(number: str, account: UUID) -> frozenset[str]:
    """The account's request, its group, its lines and its agreements; NotFound when it is another's."""
    mine = (Request.number == number) & (Request.account == account)
    row = await Request.select(Request.id, Request.group).where(mine).first()
    if row is None:
        raise NotFound
    grants = await Grant.select(Grant.id).where(Grant.request == row["id"])
    agreements = await Agreement.select(Agreement.id).where(Agreement.group == row["group"])
    return frozenset(str(each) for each in (*row.values(), *(one["id"] for one in (*grants, *agreements))))
