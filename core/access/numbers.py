"""Request numbers: one after the other, without a gap, by any number of processes."""

from __future__ import annotations

from core.access.tables import RequestNumber
from core.site import SiteProfile


async def next_number(site: SiteProfile) -> str:
    """Take the next number, such as CS0001022; part of a transaction, which holds up others until it ends."""
    await RequestNumber.insert(RequestNumber(id=1, last=site.request_number_first - 1)).on_conflict(
        target=RequestNumber.id, action="DO NOTHING"
    )
    rows = await (
        RequestNumber.update({RequestNumber.last: RequestNumber.last + 1})
        .where(RequestNumber.id == 1)
        .returning(RequestNumber.last)
    )
    return f"{site.request_number_prefix}{rows[0]['last']:07d}"
