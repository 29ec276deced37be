"""A leaving and its receipt for those it concerns: who administers the practice, its sponsor, staff."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.audit import note
from core.errors import NotFound
from core.groups.rights import administers, sponsored_by
from core.office.queries.leavings import LeavingView, leaving_view
from core.office.receipts import sealed_receipt


async def own_leaving(leaving: UUID, account: UUID) -> LeavingView:
    """Find a leaving of a practice that the account administers or sponsors; NotFound for others."""
    found = await leaving_view(leaving)
    theirs = {key for key, _ in await sponsored_by(account)}
    if found.group.id not in theirs and not await administers(account, found.group.id):
        raise NotFound
    return found


async def own_receipt(leaving: UUID, account: UUID) -> bytes:
    """Find the sealed receipt for the same; NotFound before there is one."""
    await own_leaving(leaving, account)
    return await _receipt(leaving)


async def receipt_for_staff(leaving: UUID, *, by: Actor) -> bytes:
    """Find the health system's own copy; that somebody of the staff took it stands in the trail."""
    found = await _receipt(leaving)
    member = (await leaving_view(leaving)).member.id
    await note("leaving.receipt-downloaded", by=by, subject=("member", member), leaving=str(leaving))
    return found


def keys_of_leaving(view: LeavingView) -> frozenset[str]:
    """List what the page of a leaving depends on, by the keys in the trail."""
    below = [key for each in view.endings for key in (each.grant, each.item) if key]
    return frozenset(str(key) for key in (view.member.id, *below))


async def still_concerned(leaving: UUID, account: UUID) -> bool:
    """Tell whether the page of a leaving may still be drawn for the account."""
    try:
        await own_leaving(leaving, account)
    except NotFound:
        return False
    return True


async def _receipt(leaving: UUID) -> bytes:
    if (pdf := await sealed_receipt(leaving)) is None:
        raise NotFound
    return pdf
