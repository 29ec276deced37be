"""Holidays come from the rules of a country, for any year."""

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from core.site import SiteProfile, find_site, load_site
from core.site.holidays import Holidays
from tests.core.site.test_faults import change, faults

BANNER = find_site("banner")
# As the government of the country publishes them: the day on which each is kept.
FEDERAL = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24",
}


@pytest.fixture(scope="module")
def banner() -> SiteProfile:
    return load_site(BANNER)


def kept(site: SiteProfile, year: int) -> set[date]:
    """The working days that the holidays of a year take; the first may lie in the year before."""
    days = {day for each in (year - 1, year) for day in site.holidays.of(each) if day.weekday() < 5}
    return {day for day in days if date(year - 1, 12, 31) <= day < date(year, 12, 31)}


@pytest.mark.parametrize("year", FEDERAL)
def test_the_federal_holidays_of_a_year_are_the_published_ones(banner: SiteProfile, year: int) -> None:
    assert kept(banner, year) == {date.fromisoformat(f"{year}-{day}") for day in FEDERAL[year].split()}


@pytest.mark.parametrize("year", range(2028, 2100))
def test_every_year_to_come_has_its_eleven_holidays(banner: SiteProfile, year: int) -> None:
    assert len(kept(banner, year)) == 11
    assert all(banner.is_holiday(day) for day in kept(banner, year))


def test_new_year_s_day_on_a_saturday_is_kept_in_the_year_before(banner: SiteProfile) -> None:
    assert banner.is_holiday(date(2027, 12, 31))
    assert not banner.is_holiday(date(2028, 12, 29))


def test_a_site_keeps_the_holidays_of_its_province_but_some_and_days_of_its_own() -> None:
    shipped = load_site(find_site("careconnect"))
    assert shipped.is_holiday(date(2027, 2, 15))  # Family Day, in the province only
    assert shipped.is_holiday(date(2027, 5, 24)) and not shipped.is_holiday(date(2026, 12, 24))
    own = {"left_out": ("Victoria Day",), "added": frozenset({date(2026, 12, 24)})}
    site = shipped.model_copy(update={"holidays": shipped.holidays.model_copy(update=own)})
    assert site.is_holiday(date(2026, 12, 24)) and not site.is_holiday(date(2027, 12, 24))
    assert not site.is_holiday(date(2027, 5, 24))  # left out


def test_a_holiday_that_is_left_out_is_no_holiday_on_the_day_it_is_kept_instead() -> None:
    every, some = Holidays(country="US"), Holidays(country="US", left_out=("Veterans Day",))
    assert every.of(2028) - some.of(2028) == {date(2028, 11, 10), date(2028, 11, 11)}


def test_a_site_that_names_no_country_has_only_the_days_it_adds() -> None:
    assert Holidays().of(2027) == frozenset()
    assert Holidays(added=(date(2027, 3, 1),)).of(2027) == {date(2027, 3, 1)}


def test_the_names_of_holidays_are_those_of_the_profile_in_every_language_of_the_machine() -> None:
    code = "from core.site.holidays import Holidays; Holidays(country='CA', left_out=('Labor Day',))"
    environment = os.environ | {"LANG": "fr_CA.UTF-8", "LC_ALL": "fr_CA.UTF-8", "LANGUAGE": "fr"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ('country = "XX"', 'holidays.country: "XX" is not a country whose holidays are known'),
        ('subdivision = "AZ"', 'holidays.subdivision: "AZ" is a part of no country that is named'),
        (
            'country = "US"\nsubdivision = "BC"',
            'holidays.subdivision: "BC" is not a part of "US" whose holidays are known',
        ),
        (
            'country = "US"\nleft_out = ["Boxing Day"]',
            'holidays.left_out: "Boxing Day" is not one of the holidays of the site (known: Christmas ',
        ),
        (
            'left_out = ["Labor Day"]',
            'holidays.left_out: "Labor Day" is not one of the holidays of the site (known: none, ',
        ),
        ('added = ["tomorrow"]', "holidays.added[0]: should be a valid date"),
        ("days = []", "holidays.days: is not a known setting"),
    ],
)
def test_what_is_wrong_with_the_holidays_is_named_with_its_path(
    tmp_path: Path, given: str, fault: str
) -> None:
    folder = Path(shutil.copytree(BANNER, tmp_path / "mine"))
    change(folder, '[holidays]\ncountry = "US"', f"[holidays]\n{given}")
    (found,) = faults(folder)
    assert found.startswith(fault)
