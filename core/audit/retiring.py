"""Forgetting what events said when they were kept long enough; the leaves stay, and so does every proof."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from piccolo.columns import Column

from core import clock
from core.actor import Actor
from core.audit.actions import change
from core.audit.canonical import EMPTIED
from core.audit.following import newest_number
from core.audit.holds import nothing_is_forgotten
from core.audit.leaves import RETIRED
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.errors import Invalid

# HIPAA, 45 CFR 164.316(b)(2)(i): six years.
KEPT = timedelta(days=6 * 365 + 2)
_TOO_YOUNG = "Events are kept for six years, and some before this day are younger"


@dataclass(frozen=True, slots=True)
class Retirement:
    """How many events are retired now, and the first one that a hold keeps, where retiring stopped there."""

    until: int
    held: int | None = None


async def retire(
    before: datetime, reason: str, held_from: Callable[[], Awaitable[int | None]], *, by: Actor
) -> Retirement:
    """Empty every event from before a moment, up to the first one that a hold covers.

    `held_from` finds that one. Retired events are the beginning of the trail without a gap, so everything
    behind it stays too. The event that says so is stored with it. Invalid for a moment within the time that
    events are kept, or without a reason. On PostgreSQL only the owner of the table may.
    """
    if before > clock.now() - KEPT:
        raise Invalid({"before": _TOO_YOUNG})
    if not reason.strip():
        raise Invalid({"reason": "Say why these events are retired"})
    async with change(RETIRED, by=by, subject=("trail", "events"), reason=reason.strip()) as event:
        await nothing_is_forgotten()
        wanted, held = await _last_before(before), await held_from()
        stops = held is not None and held <= wanted
        until = held - 1 if held is not None and stops else wanted
        event.details |= {"until": until} | ({"held": held} if stops else {})
        values: dict[Column | str, Any] = {name: value for name, value in EMPTIED.items()}
        values["details"] = "{}"
        await AuditEvent.update(values).where(AuditEvent.number <= until, AuditEvent.salt != "")
    return Retirement(until, held if stops else None)


async def _last_before(before: datetime) -> int:
    """Find the number of the last event from before a moment."""
    first_kept = (
        await AuditEvent.select(AuditEvent.number)
        .where(in_trail(), AuditEvent.at >= before)
        .order_by(AuditEvent.number)
        .first()
    )
    return first_kept["number"] - 1 if first_kept else await newest_number()
