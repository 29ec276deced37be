"""Beginning a registration, finding it again, giving it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change, changes
from core.enrollment.drafts import Draft, draft_of, row_of
from core.enrollment.moves import moving_draft
from core.enrollment.states import ENROLLMENT
from core.enrollment.storing import AlreadySent
from core.enrollment.tables import Enrollment
from core.errors import NotFound
from core.identity.limits import Limit

# Drafts that are given up are kept.
STARTS = Limit("drafts", 20, 24 * 60 * 60)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that can be taken up again."""

    id: UUID
    started_at: datetime
    changed_at: datetime


async def start(*, by: Actor) -> UUID:
    """Find the account's open draft, or begin a new one when there is none. Raises TooMany."""
    if (known := await open_draft(by.account)) is not None:
        return known.id
    await STARTS.spend(str(by.account))
    now = clock.now()
    row = Enrollment(
        account=by.account,
        open_for=by.account,
        state=ENROLLMENT.first,
        started_at=now,
        changed_at=now,
    )
    async with change("enrollment.started", by=by) as event:
        await Enrollment.insert(row).on_conflict(target=Enrollment.open_for, action="DO NOTHING")
        found = await open_draft(by.account)
        if found is None:
            raise NotFound
        # Somebody in another window may have been faster; then theirs is the draft, and the event says so.
        event.subject = ("enrollment", found.id)
    return found.id


async def open_draft(account: UUID | None) -> OpenDraft | None:
    """Find the account's draft that was neither sent nor given up."""
    columns = (Enrollment.id, Enrollment.started_at, Enrollment.changed_at)
    rows = await Enrollment.select(*columns).where(Enrollment.open_for == account)
    return OpenDraft(**rows[0]) if rows else None


def draft_open_for(account: UUID) -> Any:
    """Select the account's open draft, as a subquery for `is_in`."""
    return Enrollment.select(Enrollment.id).where(Enrollment.open_for == account)


async def load(enrollment: UUID, account: UUID, address: str | None = None) -> Draft:
    """Read a draft with everything typed so far; NotFound when absent or another's.

    Two statements where the address of the account is known, else three.
    """
    row = await row_of(enrollment, account)
    if row is None:
        raise NotFound
    return await draft_of(row, address)


async def abandon(enrollment: UUID, *, by: Actor) -> None:
    """Give a draft up; another can then be begun."""
    async with changes():
        row = await row_of(enrollment, by.account, lock=True)
        if row is None:
            raise NotFound
        if row["state"] != ENROLLMENT.first:
            raise AlreadySent
        await moving_draft(enrollment, row["state"], "abandoned", by=by)
