"""Business days of a site: Monday to Friday in its own zone, but for its holidays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.site import SiteProfile


def is_business_day(site: SiteProfile, day: date) -> bool:
    """Tell whether people of the site are at work."""
    return day.weekday() < 5 and not site.is_holiday(day)


def after(site: SiteProfile, start: datetime, days: int) -> date:
    """Return the day that lies this many business days after a moment."""
    day = start.astimezone(site.zone).date()
    while days > 0:
        day += timedelta(days=1)
        days -= is_business_day(site, day)
    return day


def between(site: SiteProfile, start: datetime, end: datetime) -> int:
    """Count the business days it took from one moment to another; 0 on the same day."""
    day, last = (moment.astimezone(site.zone).date() for moment in (start, end))
    whole, rest = divmod(max((last - day).days, 0), 7)
    beyond = [day + timedelta(days=number) for number in range(1, rest + 1)]
    worked = whole * 5 + sum(each.weekday() < 5 for each in beyond)
    holidays = (each for year in range(day.year, last.year + 1) for each in site.holidays.of(year))
    return worked - sum(day < each <= last and each.weekday() < 5 for each in holidays)
