"""What somebody had typed when their session was over: kept for minutes, for the same account alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from core import clock
from core.actor import Actor
from core.audit import change
from core.identity.shared import Identity
from core.identity.tables import KeptForm
from core.keys import CannotUnseal, Place

log = structlog.get_logger(__name__)
KEPT_FOR = timedelta(minutes=30)
# More than the largest form that people fill in by hand.
LARGEST = 200_000
# Of one account, the newest.
MOST = 5

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that was sent too late: where it was sent to, its names and texts, and until when it is kept."""

    id: UUID
    path: str
    fields: Fields
    until: datetime


async def keep(identity: Identity, account: UUID, path: str, fields: Fields, *, by: Actor) -> UUID | None:
    """Store a form, sealed, and return its reference; None when it is too large to be kept."""
    key, plain = uuid4(), json.dumps({"path": path, "fields": fields}).encode()
    if len(plain) > LARGEST:
        return None
    async with change("form.kept", by=by, subject=("account", account)):
        await forget_old()
        row = KeptForm(id=key, account=account, until=clock.now() + KEPT_FOR)
        row.sealed = identity.keys.seal(plain, _place(key, account))
        await row.save()
        await _keep_newest(account)
    return key


async def find(identity: Identity, key: UUID, account: UUID) -> Kept | None:
    """Find what was kept for this account; None when it is another's, or too old."""
    table = KeptForm
    mine = (table.id == key) & (table.account == account) & (table.until > clock.now())
    row = await table.select().where(mine).first()
    if row is None:
        return None
    try:
        plain = json.loads(identity.keys.unseal(row["sealed"], _place(key, account)))
    except CannotUnseal:
        log.error("row.not-bound", kind="kept form", row=str(key))
        return None
    return Kept(key, plain["path"], [(name, text) for name, text in plain["fields"]], row["until"])


def _place(key: UUID, account: UUID) -> Place:
    return ("kept_form", "sealed", f"{key}:{account}")


async def forget_old() -> None:
    """Throw away what was kept for long enough; part of a change."""
    await KeptForm.delete().where(KeptForm.until <= clock.now())


async def _keep_newest(account: UUID) -> None:
    table = KeptForm
    rows = await table.select(table.id).where(table.account == account).order_by(table.until, ascending=False)
    older = [row["id"] for row in rows[MOST:]]
    if older:
        await table.delete().where(table.id.is_in(older))
