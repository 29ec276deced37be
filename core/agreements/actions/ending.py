"""What is written down of a term that comes to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actor import SYSTEM
from core.agreements.moving import wake
from core.agreements.records import AgreementRecord
from core.agreements.tables import Agreement
from core.agreements.term import bound_until
from core.audit import change
from core.site import SiteProfile


async def end_term_earlier(site: SiteProfile, row: AgreementRecord, until: datetime) -> AgreementRecord:
    """Let the term of a locked agreement in force end earlier than it says; return it as it is then."""
    now: dict[str, Any] = {
        "ends_at": until,
        "binds_until": bound_until(site, row.slug, until),
        "notices": 0,
    }
    about = {"was": row.ends_at and row.ends_at.isoformat(), "now": until.isoformat()}
    async with change("agreement.term-shortened", by=SYSTEM, subject=("agreement", row.id), **about):
        columns: dict[Any, Any] = {getattr(Agreement, name): value for name, value in now.items()}
        await Agreement.update(columns).where(Agreement.id == row.id)
        await wake(row.id, now["binds_until"])
    return replace(row, **now)


async def note_notices(agreement: UUID, number: int) -> None:
    """Note how many notices of the end of its term were sent, with their mails."""
    async with change("agreement.end-announced", by=SYSTEM, subject=("agreement", agreement), notices=number):
        await Agreement.update({Agreement.notices: number}).where(Agreement.id == agreement)
