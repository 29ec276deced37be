"""Which things a page about a request depends on, by their keys in the trail."""

from __future__ import annotations

from uuid import UUID

from core.access.tables import Request, RequestLine
from core.agreements.tables import Agreement
from core.errors import NotFound
from core.groups.rights import administered_by, appointments_of


async def keys_of_request(number: str, account: UUID) -> frozenset[str]:
    """Collect the request, its group, lines, agreements and appointments; NotFound when it is another's."""
    mine = (Request.number == number) & Request.group.is_in(administered_by(account))
    row = await Request.select(Request.id, Request.group).where(mine).first()
    if row is None:
        raise NotFound
    lines = await RequestLine.select(RequestLine.grant).where(RequestLine.request == row["id"])
    agreements = await Agreement.select(Agreement.id).where(Agreement.group == row["group"])
    appointments = await appointments_of(row["group"])
    others = (*(one["grant"] for one in lines), *(one["id"] for one in agreements), *appointments)
    return frozenset(str(each) for each in (*row.values(), *others))


async def still_watches(number: str, account: UUID) -> bool:
    """Tell whether a page about this request may still be drawn for the account."""
    mine = (Request.number == number) & Request.group.is_in(administered_by(account))
    return bool(await Request.exists().where(mine))
