from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.dates import Dates, in_minutes

AMERICAN = Dates(ZoneInfo("America/Phoenix"))
DAY_FIRST = Dates(ZoneInfo("Europe/Vienna"), day_first=True, clock_hours=24)


def test_a_day_is_written_as_the_site_writes_it() -> None:
    assert AMERICAN.day(date(2026, 11, 6)) == "Nov 6, 2026"
    assert AMERICAN.short_day(date(2026, 11, 6)) == "Nov 6"
    assert DAY_FIRST.day(date(2026, 11, 6)) == "6 Nov 2026"
    assert DAY_FIRST.short_day(date(2026, 11, 6)) == "6 Nov"


def test_a_moment_falls_on_the_day_of_the_site_s_own_zone() -> None:
    moment = datetime(2026, 11, 27, 3, 57, 8, tzinfo=UTC)
    assert AMERICAN.day(moment) == "Nov 26, 2026"
    assert AMERICAN.moment(moment) == "Nov 26, 2026, 8:57 PM MST"
    assert AMERICAN.moment(moment, seconds=True) == "Nov 26, 2026, 8:57:08 PM MST"
    assert DAY_FIRST.moment(moment) == "27 Nov 2026, 04:57 CET"
    assert DAY_FIRST.moment(moment.replace(month=7), seconds=True) == "27 Jul 2026, 05:57:08 CEST"


@pytest.mark.parametrize(
    ("hour", "written"),
    [(7, "12:05 AM"), (8, "1:05 AM"), (18, "11:05 AM"), (19, "12:05 PM"), (20, "1:05 PM")],
)
def test_midnight_and_noon_are_twelve(hour: int, written: str) -> None:
    assert AMERICAN.moment(datetime(2026, 11, 16, hour, 5, tzinfo=UTC)) == f"Nov 16, 2026, {written} MST"


def test_a_wait_is_said_in_whole_minutes() -> None:
    assert [in_minutes(seconds) for seconds in (1, 60, 61, 600)] == [
        "1 minute",
        "1 minute",
        "2 minutes",
        "10 minutes",
    ]
