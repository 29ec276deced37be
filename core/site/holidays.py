"""The days of a year on which nobody of a site works, by the rules of its country, for any year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from holidays import country_holidays
from holidays.registry import EntityLoader
from pydantic import ValidationInfo, field_validator

from core.site.parts import Part, Words

# A name that no holiday of these years carries is a slip of the pen.
_YEARS = range(2000, 2051)


def _countries() -> frozenset[str]:
    """The codes of the countries that are known; the library’s own list brings the rules of them all."""
    return frozenset(EntityLoader.get_country_codes(include_aliases=True))


@lru_cache(maxsize=512)
def _named(country: str, subdivision: str, year: int) -> Mapping[dt.date, tuple[str, ...]]:
    """The public holidays of a year, those kept on another day included, with their names in English."""
    # The library takes the language of the machine unless one is named.
    known = country_holidays(country, subdiv=subdivision or None, years=year, expand=False, language="en_US")
    return {day: tuple(known.get_list(day)) for day in known}


def _plain(name: str) -> str:
    """The name of a holiday without what the library adds to it, as in "Veterans Day (observed)"."""
    return name.partition(" (")[0]


def _names(country: str, subdivision: str) -> frozenset[str]:
    """The names of the holidays of all years."""
    days = (names for year in _YEARS for names in _named(country, subdivision, year).values())
    return frozenset(_plain(name) for names in days for name in names)


class Holidays(Part):
    """The holidays a site keeps: those of its country, or of a part of it, and days of its own.

    `left_out` names those on which the site works all the same, on whichever day they are kept;
    `added` are single days on which it does not.
    """

    country: str = ""
    subdivision: str = ""
    left_out: tuple[Words, ...] = ()
    added: frozenset[dt.date] = frozenset()

    @field_validator("country")
    @classmethod
    def _known_country(cls, code: str) -> str:
        if code and code not in _countries():
            message = f'"{code}" is not a country whose holidays are known'
            raise ValueError(message)
        return code

    @field_validator("subdivision")
    @classmethod
    def _part_of_country(cls, code: str, info: ValidationInfo) -> str:
        country = info.data.get("country")
        if not code or country is None:
            return code
        if not country:
            message = f'"{code}" is a part of no country that is named'
            raise ValueError(message)
        if code not in country_holidays(country).subdivisions:
            message = f'"{code}" is not a part of "{country}" whose holidays are known'
            raise ValueError(message)
        return code

    @field_validator("left_out")
    @classmethod
    def _holidays_of_country(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not names or not {"country", "subdivision"} <= info.data.keys():
            return names
        country, subdivision = info.data["country"], info.data["subdivision"]
        known = _names(country, subdivision) if country else frozenset()
        if unknown := [name for name in names if name not in known]:
            listed = ", ".join(sorted(known)) or "none, no country is named"
            message = f'"{unknown[0]}" is not one of the holidays of the site (known: {listed})'
            raise ValueError(message)
        return names

    @staticmethod
    def names_in(country: str, subdivision: str) -> list[str]:
        """Return the names of the holidays of a country, or of a part of it, in order; none without one."""
        return sorted(_names(country, subdivision)) if country else []

    def of(self, year: int) -> frozenset[dt.date]:
        """Return the holidays of a year, those on a weekend included."""
        named = _named(self.country, self.subdivision, year) if self.country else {}
        left_out = set(self.left_out)
        kept = {day for day, names in named.items() if not {_plain(name) for name in names} <= left_out}
        return frozenset(kept | {day for day in self.added if day.year == year})
