"""What somebody had typed: kept for minutes, for the same account alone.

It is kept when their session was over, and when they have to prove first that it is them: then it counts in
that session and for that step alone, and once.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog

from core import clock
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
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
class SentForm:
    """A form as it was sent: where to, its names and texts.

    For one that waits for a proof also in which session, from which page, and whether both factors are asked.
    """

    path: str
    fields: Fields
    session: str = ""
    page: str = ""
    both: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A form that is kept, and until when."""

    id: UUID
    sent: SentForm
    until: datetime


async def keep(identity: Identity, account: UUID, sent: SentForm, *, by: Actor) -> UUID | None:
    """Store a form, sealed, and return its reference; None when it is too large to be kept."""
    key, plain = uuid4(), json.dumps(asdict(sent)).encode()
    if len(plain) > LARGEST:
        return None
    async with change("form.kept", by=by, subject=("account", account)):
        await forget_old()
        row = KeptForm(id=key, account=account, until=clock.now() + KEPT_FOR)
        row.sealed = identity.keys.seal(plain, _place(key, account))
        await row.save()
        await _keep_newest(account)
    return key


async def find(identity: Identity, key: UUID, account: UUID, session: UUID | None = None) -> Kept | None:
    """Find what was kept for this account, or this session of it; None when it is another's, or too old."""
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
    fields = [(name, text) for name, text in plain["fields"]]
    sent = SentForm(**plain | {"fields": fields})
    return Kept(key, sent, row["until"]) if session is None or sent.session == str(session) else None


async def use(key: UUID, account: UUID) -> None:
    """Use up what was kept; NotFound when it was used already. Part of a change."""
    mine = (KeptForm.id == key) & (KeptForm.account == account)
    if not await KeptForm.delete().where(mine).returning(KeptForm.id):
        raise NotFound


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
