"""Days on which counting goes wrong first: those that the tests of everything that counts days go through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core.site import SiteProfile, find_site, load_site

_BANNER = load_site(find_site("banner"))
# One zone that never changes its clocks, and one that does.
SITES = {
    zone: _BANNER.model_copy(update={"timezone": zone}) for zone in ("America/Phoenix", "America/Denver")
}
HOURS = (time(0), time(1, 59, 59), time(2, 30), time(9), time(23, 59, 59))
DAYS = (
    date(2027, 12, 31),
    date(2028, 2, 29),
    date(2027, 3, 14),  # clocks go forward
    date(2027, 11, 7),  # and back
    date(2028, 4, 2),  # a Sunday
    *sorted(day + timedelta(days=1) for day in _BANNER.holidays.of(2028)),
)


def moments(site: SiteProfile) -> list[datetime]:
    """Moments of each of these days in the zone of a site."""
    return [datetime.combine(day, hour, site.zone) for day in DAYS for hour in HOURS]
