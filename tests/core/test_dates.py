from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.dates import LOCALES, Dates, in_minutes

AMERICAN = Dates(ZoneInfo("America/Phoenix"))
CANADIAN = Dates(ZoneInfo("America/Vancouver"), LOCALES["en-CA"])
DAY_FIRST = Dates(ZoneInfo("Europe/Vienna"), LOCALES["en-GB"])


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
    assert CANADIAN.moment(moment) == "Nov 26, 2026, 7:57 p.m. PST"


@pytest.mark.parametrize(
    ("minute", "written"),
    [
        (datetime(2026, 11, 1, 8, 59, tzinfo=UTC), "Nov 1, 2026, 1:59 a.m. PDT"),
        (datetime(2026, 11, 1, 9, 0, tzinfo=UTC), "Nov 1, 2026, 1:00 a.m. PST"),
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), "Mar 8, 2026, 1:59 a.m. PST"),
        (datetime(2026, 3, 8, 10, 0, tzinfo=UTC), "Mar 8, 2026, 3:00 a.m. PDT"),
    ],
)
def test_on_the_day_the_clock_changes_each_moment_has_the_name_of_its_own_hour(
    minute: datetime, written: str
) -> None:
    assert CANADIAN.moment(minute) == written
    assert AMERICAN.moment(minute).endswith(" MST")
    assert CANADIAN.offset(minute) == {"PDT": "PDT, UTC-07:00", "PST": "PST, UTC-08:00"}[written[-3:]]


def test_a_zone_without_letters_is_named_by_its_distance() -> None:
    moment = datetime(2026, 11, 27, 3, 57, tzinfo=UTC)
    assert Dates(ZoneInfo("America/Sao_Paulo")).moment(moment) == "Nov 27, 2026, 12:57 AM UTC-03"
    assert Dates(ZoneInfo("America/Sao_Paulo")).zone_in_words == "Sao Paulo time"


@pytest.mark.parametrize(
    ("dates", "typed"),
    [
        (AMERICAN, ["3/4/2027", "03/04/2027", "03-04-2027", "3.4.27", "3 / 4 / 2027"]),
        (DAY_FIRST, ["4/3/2027", "04/03/2027", "4.3.2027", "04-03-27"]),
        (CANADIAN, ["2027/3/4", "2027 03 04"]),
    ],
)
def test_numbers_are_read_in_the_order_of_the_site(dates: Dates, typed: list[str]) -> None:
    everywhere = ["2027-03-04", "2027.3.4", "Mar 4, 2027", "march 4 2027", "4 Mar 2027", " 4  March  2027 "]
    written = dates.day(date(2027, 3, 4))
    assert {dates.read(each) for each in [*typed, *everywhere, written]} == {date(2027, 3, 4)}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "13/1/2027",
        "2/30/2027",
        "0/0/0",
        "1/1",
        "2027-13-01",
        "Foo 3, 2027",
        "3/4/027",
        "٣/٤/٢٠٢٧",
    ],
)
def test_what_is_no_day_is_refused_with_one_that_is(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^must be a real date, such as 11/26/2026$"):
        AMERICAN.read(typed)


@pytest.mark.parametrize("typed", ["11-12-26", "26/11/2026", "11/26/2026"])
def test_where_years_stand_first_nothing_else_is_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="such as 2026-11-26"):
        CANADIAN.read(typed)


def test_the_hint_says_the_order() -> None:
    assert [each.hint for each in (AMERICAN, CANADIAN, DAY_FIRST)] == [
        "Month/day/year, such as 11/26/2026",
        "Year-month-day, such as 2026-11-26",
        "Day/month/year, such as 26/11/2026",
    ]


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
