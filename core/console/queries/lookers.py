"""Who of the staff looked at somebody, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent


async def has_looked(
    kind: str,
    subject: UUID | str,
    looker: UUID | None,
    *,
    since: datetime,
    asked: Mapping[str, str] | None = None,
) -> bool:
    """Tell whether somebody looked at something since a moment, for what was `asked`; one statement."""
    about = (AuditEvent.action == f"{kind}.viewed") & (AuditEvent.subject == str(subject))
    seen = about & (AuditEvent.at >= since) & (AuditEvent.actor_account == looker)
    if asked is None:
        return bool(await AuditEvent.exists().where(seen, in_trail()))
    rows = await AuditEvent.select(AuditEvent.details).where(seen, in_trail()).output(load_json=True)
    return any(row["details"].get("asked") == dict(asked) for row in rows)
