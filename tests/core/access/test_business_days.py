from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import business_days
from core.site import SiteProfile
from tests.special_days import SITES, moments

SITE = SITES["America/Phoenix"]


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SITE.zone)


CENTURY = 100 * 365 * 24 * 3600
MOMENTS = st.integers(0, CENTURY).map(lambda seconds: at(2020, 1, 1) + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(2026, 11, 20, 9), 1, date(2026, 11, 23)),  # over a weekend
        (at(2026, 11, 24, 9), 2, date(2026, 11, 27)),  # over Thanksgiving
        (at(2026, 11, 21, 9), 0, date(2026, 11, 21)),
        (at(2027, 12, 30, 9), 1, date(2028, 1, 3)),  # over a New Year's Day that is kept the day before
        (at(2034, 7, 3, 9), 1, date(2034, 7, 5)),
        (datetime(2026, 11, 24, 3, tzinfo=UTC), 1, date(2026, 11, 24)),  # Monday evening at the site
    ],
)
def test_weekends_and_holidays_of_the_site_do_not_count(start: datetime, days: int, end: date) -> None:
    assert business_days.after(SITE, start, days) == end


@given(MOMENTS, st.integers(0, 30))
def test_counting_there_and_back_agrees(start: datetime, days: int) -> None:
    day = business_days.after(SITE, start, days)
    end = datetime(day.year, day.month, day.day, 23, tzinfo=SITE.zone)
    assert business_days.between(SITE, start, end) == days
    assert business_days.between(SITE, end + timedelta(days=1), start) == 0


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("days", [0, 1, 3, 7])
def test_on_any_day_and_at_any_hour_so_many_working_days_lie_between(site: SiteProfile, days: int) -> None:
    for start in moments(site):
        first, last = start.date(), business_days.after(site, start, days)
        later = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
        worked = [day for day in later if day.weekday() < 5 and not site.is_holiday(day)]
        assert len(worked) == days, start
        assert not worked or worked[-1] == last, start
        assert business_days.between(site, start, datetime.combine(last, start.timetz())) == days, start
