"""The sealed receipt of a leaving: drawn once every application confirmed, with proofs from the trail."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.access.departing import RECEIPT
from core.actor import SYSTEM
from core.audit import change
from core.audit.checkpoints import CheckpointWorker, sign_checkpoint
from core.audit.proving import WITHOUT_ORIGIN, prove_parts
from core.database import transaction
from core.due.worker import Handler
from core.groups.people import locked_group
from core.office.paper import draw_receipt, receipt_data
from core.office.queries.leavings import LeavingView, leaving_view
from core.office.queries.trail import Logged, logged
from core.office.tables import LeaverReceipt
from core.portal import Portal
from core.settings import Settings

SOONEST, LATEST = timedelta(seconds=2), timedelta(minutes=10)


def sealing_receipts(portal: Portal, settings: Settings) -> Mapping[str, Handler]:
    """Return the handler that seals receipts which are due."""
    return {RECEIPT: partial(seal_when_confirmed, portal, settings)}


async def seal_when_confirmed(portal: Portal, settings: Settings, leaving: UUID) -> datetime | None:
    """Seal the receipt of a leaving once everything is confirmed; return when to look again, or None.

    A person who came back before has no receipt. It is looked at more and more seldom, every ten minutes at
    last: what takes so long is work of people, and late removals are told to support by themselves.
    """
    view = await leaving_view(leaving)
    if view.sealed_at is not None or not view.current:
        return None
    if not view.is_confirmed:
        return clock.now() + min(max((clock.now() - view.at) / 10, SOONEST), LATEST)
    return None if await _seal(portal, settings, view) else clock.now() + SOONEST


async def _seal(portal: Portal, settings: Settings, view: LeavingView) -> bool:
    """Draw and seal outside of any transaction; False, and nothing, when something changed meanwhile."""
    now, log = clock.now(), await logged(view)
    data = receipt_data(portal.site, view, log, await _proofs(settings, log), now)
    pdf = await asyncio.to_thread(_document, portal, settings, data, now)
    sha256 = hashlib.sha256(pdf).hexdigest()
    about = {"sha256": sha256, "leaving": str(view.id)}
    async with transaction():
        await locked_group(view.group.id)
        if await leaving_view(view.id) != view:
            return False
        async with change("leaving.receipt-sealed", by=SYSTEM, subject=("member", view.member.id), **about):
            row = LeaverReceipt(leaving=view.id, pdf=pdf, sha256=sha256, sealed_at=now)
            await LeaverReceipt.insert(row)
    await CheckpointWorker(settings).sign()
    return True


async def _proofs(settings: Settings, log: Logged) -> dict[str, str]:
    """The proof of the last event, and of each confirmation, without from where somebody acted."""
    await sign_checkpoint(settings)
    wanted = {"last-event": log.events[-1].number, **log.confirmations}
    return {name: await prove_parts(settings, number, WITHOUT_ORIGIN) for name, number in wanted.items()}


def _document(portal: Portal, settings: Settings, data: dict[str, Any], now: datetime) -> bytes:
    from core.seal import put_seal  # noqa: PLC0415 - what seals is large, and loaded where something is sealed

    pdf = draw_receipt(data, now)
    reason = "Receipt for the end of all access of a person"
    return put_seal(pdf, settings, portal.site.brand.organization, reason)


async def sealed_receipt(leaving: UUID) -> bytes | None:
    """Find the sealed document of a leaving; None before there is one."""
    row = await LeaverReceipt.select(LeaverReceipt.pdf).where(LeaverReceipt.leaving == leaving).first()
    return bytes(row["pdf"]) if row else None


async def receipt_sealed_with(sha256: str) -> datetime | None:
    """Return when a receipt with this SHA-256 was sealed here; None when none was."""
    query = LeaverReceipt.select(LeaverReceipt.sealed_at).where(LeaverReceipt.sha256 == sha256)
    row = await query.first()
    return row["sealed_at"] if row else None
