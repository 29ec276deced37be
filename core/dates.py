"""Days and moments as a site writes them, and how long something takes; the one form of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

# Not those of the machine the portal happens to run on.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dates:
    """How a site writes days and moments: the zone, the order of day and month, the hours of the clock."""

    zone: ZoneInfo
    day_first: bool = False
    clock_hours: Literal[12, 24] = 12

    def day(self, at: date) -> str:
        """Write a day, or the day on which a moment falls here: Nov 26, 2026."""
        here = self._here(at)
        return f"{self.short_day(at)}{'' if self.day_first else ','} {here.year}"

    def short_day(self, at: date) -> str:
        """Write a day whose year goes without saying: Nov 26."""
        here = self._here(at)
        month = MONTHS[here.month - 1]
        return f"{here.day} {month}" if self.day_first else f"{month} {here.day}"

    def moment(self, at: datetime, *, seconds: bool = False) -> str:
        """Write a moment with its zone: Nov 26, 2026, 8:57 PM MST; with seconds where it is evidence."""
        here = at.astimezone(self.zone)
        return f"{self.day(here)}, {self.time(here, seconds=seconds)} {here:%Z}"

    def time(self, at: datetime, *, seconds: bool = False) -> str:
        """Write the time of a moment whose day goes without saying: 8:57 PM."""
        here = at.astimezone(self.zone)
        rest = f"{here:%M:%S}" if seconds else f"{here:%M}"
        if self.clock_hours == 12:
            return f"{here.hour % 12 or 12}:{rest} {'AM' if here.hour < 12 else 'PM'}"
        return f"{here:%H}:{rest}"

    def _here(self, at: date) -> date:
        return at.astimezone(self.zone) if isinstance(at, datetime) else at


def in_minutes(seconds: int) -> str:
    """Say how long to wait, in hours where that is long."""
    minutes = -(-seconds // 60)
    if minutes > 120:
        return f"{-(-minutes // 60)} hours"
    return "1 minute" if minutes <= 1 else f"{minutes} minutes"
