"""Who of the staff looked at somebody, and since when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent


async def has_looked(kind: str, subject: UUID, looker: UUID | None, *, since: datetime) -> bool:
    """Tell whether somebody looked at somebody since a moment; one statement."""
    about = (AuditEvent.action == f"{kind}.viewed") & (AuditEvent.subject == str(subject))
    seen = about & (AuditEvent.at >= since) & (AuditEvent.actor_account == looker)
    return bool(await AuditEvent.exists().where(seen, in_trail()))
