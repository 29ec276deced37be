"""Days and moments as a site writes them, and how long something takes; the one form of each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time
from typing import Literal
from zoneinfo import ZoneInfo

# Not those of the machine the portal happens to run on.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LocaleName = Literal["en-US", "en-CA", "en-GB"]
_PARTS = {"m": "month", "d": "day", "y": "year"}
# A day whose parts nobody can take for one another.
_EXAMPLE = date(2026, 11, 26)
_APART = r"(?: ?[/.-] ?| )"
_NUMBERS = re.compile(rf"(\d{{1,4}}){_APART}(\d{{1,2}}){_APART}(\d{{1,4}})", re.ASCII)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:,| |, )(\d{4})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2}) ([a-z]{3,9})\.?,? (\d{4})", re.ASCII)
_MONTH_NAMES = [
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
]


@dataclass(frozen=True, slots=True)
class Locale:
    """What differs between places of one language: the order of a day that is written, and typed.

    `halves` are the words for the halves of a day; without them the clock has 24 hours.
    """

    day_first: bool
    halves: tuple[str, str] | None
    typed: str
    separator: str


LOCALES: dict[str, Locale] = {
    "en-US": Locale(day_first=False, halves=("AM", "PM"), typed="mdy", separator="/"),
    "en-CA": Locale(day_first=False, halves=("a.m.", "p.m."), typed="ymd", separator="-"),
    "en-GB": Locale(day_first=True, halves=None, typed="dmy", separator="/"),
}


@dataclass(frozen=True, slots=True)
class Dates:
    """How a site writes days and moments, and reads days: its zone, and the ways of its locale."""

    zone: ZoneInfo
    locale: Locale = LOCALES["en-US"]

    def day(self, at: date) -> str:
        """Write a day, or the day on which a moment falls here: Nov 26, 2026."""
        here = self._here(at)
        return f"{self.short_day(at)}{'' if self.locale.day_first else ','} {here.year}"

    def short_day(self, at: date) -> str:
        """Write a day whose year goes without saying: Nov 26."""
        here = self._here(at)
        month = MONTHS[here.month - 1]
        return f"{here.day} {month}" if self.locale.day_first else f"{month} {here.day}"

    def brief_day(self, at: date, now: datetime) -> str:
        """Write a day without its year while that is the year of `now`."""
        return self.short_day(at) if self._here(at).year == self._here(now).year else self.day(at)

    def moment(self, at: datetime, *, seconds: bool = False) -> str:
        """Write a moment with its zone: Nov 26, 2026, 8:57 PM MST; with seconds where it is evidence."""
        here = at.astimezone(self.zone)
        return f"{self.day(here)}, {self.time(here, seconds=seconds)} {_name_of_zone(here)}"

    def time(self, at: datetime, *, seconds: bool = False) -> str:
        """Write the time of a moment whose day goes without saying: 8:57 PM."""
        here = at.astimezone(self.zone)
        rest = f"{here:%M:%S}" if seconds else f"{here:%M}"
        if halves := self.locale.halves:
            return f"{here.hour % 12 or 12}:{rest} {halves[here.hour >= 12]}"
        return f"{here:%H}:{rest}"

    @property
    def zone_in_words(self) -> str:
        """Name the zone by its city, all year round."""
        return f"{self.zone.key.rpartition('/')[2].replace('_', ' ')} time"

    def offset(self, at: datetime) -> str:
        """Name the zone as it is at a moment, with its distance to UTC: MST, UTC-07:00."""
        here = at.astimezone(self.zone)
        return f"{here:%Z}, UTC{here.isoformat()[-6:]}"

    def begins(self, day: date, *, later: int = 0) -> datetime:
        """Return the moment at which a day begins here, or one so many days `later`."""
        return datetime.combine(day + timedelta(days=later), Time.min, self.zone)

    @property
    def hint(self) -> str:
        """Say beside an input how a day is typed here: Month/day/year, such as 11/26/2026."""
        order = self.locale.separator.join(_PARTS[part] for part in self.locale.typed)
        return f"{order.capitalize()}, such as {self._in_numbers(_EXAMPLE)}"

    def read(self, typed: str) -> date:
        """Read a day that was typed in the site's order, with the name of its month or as in 2026-11-26.

        What is no day raises ValueError, in words that continue the label of an input.
        """
        text = " ".join(typed.lower().split())
        try:
            return date(*(self._numbers(text) or _with_name(text) or (0, 0, 0)))
        except ValueError:
            message = f"must be a real date, such as {self._in_numbers(_EXAMPLE)}"
            raise ValueError(message) from None

    def _numbers(self, text: str) -> tuple[int, int, int] | None:
        found = _NUMBERS.fullmatch(text)
        if found is None:
            return None
        # Only a year has four digits: where it stands first, the order is the same everywhere.
        order = "ymd" if len(found[1]) == 4 else self.locale.typed
        parts = dict(zip(order, found.groups(), strict=True))
        # Of two digits it is a year only at the end: 11-12-26 may be anything where years stand first.
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 and order != "ymd" else 0)
        return (year, int(parts["m"]), int(parts["d"])) if year >= 1900 else None

    def _in_numbers(self, day: date) -> str:
        parts = {"y": f"{day.year}", "m": f"{day.month:02}", "d": f"{day.day:02}"}
        return self.locale.separator.join(parts[part] for part in self.locale.typed)

    def _here(self, at: date) -> date:
        return at.astimezone(self.zone) if isinstance(at, datetime) else at


def _name_of_zone(here: datetime) -> str:
    """Name a zone by its letters; one that has none by its distance to UTC."""
    name = here.tzname() or ""
    return name if name.isalpha() else f"UTC{name}"


def _with_name(text: str) -> tuple[int, int, int] | None:
    """The year, month and day of a text that names the month, in either order."""
    if found := _MONTH_FIRST.fullmatch(text):
        name, day, year = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, name, year = found.groups()
    else:
        return None
    months = [number for number, each in enumerate(_MONTH_NAMES, 1) if each.startswith(name)]
    return (int(year), months[0], int(day)) if months else None


def in_minutes(seconds: int) -> str:
    """Say how long to wait, in hours where that is long."""
    minutes = -(-seconds // 60)
    if minutes > 120:
        return f"{-(-minutes // 60)} hours"
    return "1 minute" if minutes <= 1 else f"{minutes} minutes"
