"""Who of the staff looked at somebody, and since when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent


async def has_looked(kind: str, subject: UUID, account: UUID | None, *, since: datetime) -> bool:
    """Tell whether an account looked at somebody since a moment; one statement."""
    event = AuditEvent
    seen = (event.action == f"{kind}.viewed") & (event.at >= since) & (event.subject == str(subject))
    return bool(await AuditEvent.exists().where(seen & (event.actor_account == account), in_trail()))
