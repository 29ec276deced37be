"""Beginning a registration, finding it again, giving it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from core import clock
from core.actor import Actor
from core.audit import change, changes
from core.enrollment.drafts import Draft
from core.enrollment.moves import moving_draft
from core.enrollment.reading import draft_of, row_of, speaks_for
from core.enrollment.states import ENROLLMENT
from core.enrollment.storing import AlreadySent
from core.enrollment.tables import Enrollment
from core.errors import NotFound
from core.groups.people import load_group
from core.groups.states import MANAGED
from core.identity.limits import Limit

# Drafts that are given up are kept.
STARTS = Limit("drafts", 20, 24 * 60 * 60)


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft that can be taken up again."""

    id: UUID
    started_at: datetime
    changed_at: datetime


async def start(group: UUID | None = None, *, by: Actor) -> UUID:
    """Find the account's open draft, or begin a new one when there is none. Raises TooMany.

    With a `group` it is the one that asks for more there; NotFound for who may not speak for it, and before
    it was activated.
    """
    if group is not None and not await _is_managed(group, by):
        raise NotFound
    if (known := await open_draft(by.account, group)) is not None:
        return known.id
    if by.kind != "staff":
        await STARTS.spend(str(by.account))
    now = clock.now()
    row = Enrollment(
        account=by.account,
        open_for=_open_for(by.account, group),
        group=group,
        state=ENROLLMENT.first,
        started_at=now,
        changed_at=now,
    )
    async with change("enrollment.started", by=by) as event:
        await Enrollment.insert(row).on_conflict(target=Enrollment.open_for, action="DO NOTHING")
        found = await open_draft(by.account, group)
        if found is None:
            raise NotFound
        # Somebody in another window may have been faster; then theirs is the draft, and the event says so.
        event.subject = ("enrollment", found.id)
    return found.id


async def open_draft(account: UUID | None, group: UUID | None = None) -> OpenDraft | None:
    """Find the account's draft that was not sent or given up: its registration, or that of a `group`."""
    columns = (Enrollment.id, Enrollment.started_at, Enrollment.changed_at)
    rows = await Enrollment.select(*columns).where(Enrollment.open_for == _open_for(account, group))
    return OpenDraft(**rows[0]) if rows else None


def draft_open_for(account: UUID) -> Any:
    """Select the account's open draft, as a subquery for `is_in`."""
    return Enrollment.select(Enrollment.id).where(Enrollment.open_for == account)


def _open_for(account: UUID | None, group: UUID | None) -> UUID | None:
    """Stands for an account and what its draft is about, of which one is open at a time."""
    return account if group is None or account is None else uuid5(group, str(account))


async def _is_managed(group: UUID, by: Actor) -> bool:
    return (await load_group(group)).state in MANAGED and await speaks_for(by.account, group)


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
