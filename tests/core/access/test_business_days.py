from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import business_days
from core.site import find_site, load_site

SITE = load_site(find_site("banner"))


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SITE.zone)


MOMENTS = st.integers(0, 60_000_000).map(lambda seconds: at(2026, 1, 1) + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(2026, 11, 20, 9), 1, date(2026, 11, 23)),  # over a weekend
        (at(2026, 11, 24, 9), 2, date(2026, 11, 27)),  # over Thanksgiving
        (at(2026, 11, 21, 9), 0, date(2026, 11, 21)),
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
