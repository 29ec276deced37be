"""How long a signature binds."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta


def end_of_term(since: datetime, months: int, zone: ZoneInfo) -> datetime:
    """Return the same day and hour so many months on, or the last day of a shorter month."""
    return (since.astimezone(zone) + relativedelta(months=months)).astimezone(UTC)
