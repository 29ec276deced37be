"""A reset of a second factor that is still to come: when, and who of the staff asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.due.queries import scheduled
from core.identity.helping import FACTOR_RESET


@dataclass(frozen=True, slots=True)
class WaitingReset:
    """When a second factor is reset, and who asked for that."""

    at: datetime
    by: str


async def waiting_reset(account: UUID) -> WaitingReset | None:
    """Find the reset that waits for an account; one statement without one, two with one."""
    at = await scheduled(FACTOR_RESET, account)
    if at is None:
        return None
    asked = (AuditEvent.action == "second-factor.reset-asked") & (AuditEvent.subject == str(account))
    newest = AuditEvent.select(AuditEvent.actor_name).where(asked, in_trail())
    row = await newest.order_by(AuditEvent.number, ascending=False).first()
    return WaitingReset(at, row["actor_name"] if row else "")
