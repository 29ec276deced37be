"""Forgetting what events said when they were kept long enough; the leaves stay, and so does every proof."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from piccolo.columns import Column

from core import clock
from core.actor import Actor
from core.audit.actions import change
from core.audit.canonical import EMPTIED
from core.audit.following import newest_number
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.audit.verification import RETIRED
from core.errors import Invalid

# HIPAA, 45 CFR 164.316(b)(2)(i): six years.
KEPT = timedelta(days=6 * 365 + 2)
_TOO_YOUNG = "Events are kept for six years, and some before this day are younger"


async def retire(before: datetime, reason: str, *, by: Actor) -> int:
    """Empty every event from before a moment; return how many there are now that are retired.

    The event that says so is stored with it. Invalid for a moment within the time that events are kept, or
    without a reason. On PostgreSQL only the owner of the table may.
    """
    if before > clock.now() - KEPT:
        raise Invalid({"before": _TOO_YOUNG})
    if not reason.strip():
        raise Invalid({"reason": "Say why these events are retired"})
    first_kept = (
        await AuditEvent.select(AuditEvent.number)
        .where(in_trail(), AuditEvent.at >= before)
        .order_by(AuditEvent.number)
        .first()
    )
    until = first_kept["number"] - 1 if first_kept else await newest_number()
    async with change(RETIRED, by=by, subject=("trail", "events"), until=until, reason=reason.strip()):
        values: dict[Column | str, Any] = {name: value for name, value in EMPTIED.items()}
        values["details"] = "{}"
        await AuditEvent.update(values).where(AuditEvent.number <= until, AuditEvent.salt != "")
    return until
