"""Holidays: the days on which nobody of the site works, and which no expected day counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from core import clock
from core.errors import Invalid
from core.forms import Choice, Offered, field
from core.portal import Portal
from core.running.referring import expected_otherwise
from core.site.holidays import Holidays
from web.pages.console.area_words import moved_days
from web.pages.console.areas import Area, Entry, Settings

KEY = "all"


class HolidaysForm(BaseModel):
    """The holidays that a site keeps besides those of its country, and those that it leaves out."""

    added: str = field(
        "More days on which nobody works",
        kind="textarea",
        optional=True,
        max_length=4000,
        hint="One day on each line, such as 2026-12-24.",
    )
    left_out: tuple[str, ...] = field(
        "Holidays on which people work", kind="checkboxes", choices="holidays", optional=True
    )


def _entries(portal: Portal) -> Sequence[Entry]:
    kept, today = portal.site.holidays, clock.now().astimezone(portal.site.zone).date()
    coming = sorted(day for year in (today.year, today.year + 1) for day in kept.of(year) if day >= today)
    listed = ", ".join(map(portal.site.dates.day, coming[:3]))
    return [Entry(KEY, "All holidays", f"next: {listed}" if listed else "none to come")]


def _values(portal: Portal, _: str) -> Mapping[str, Any]:
    kept = portal.site.holidays
    return {"added": "\n".join(map(str, sorted(kept.added))), "left_out": kept.left_out}


def _settings(portal: Portal, _: str, given: HolidaysForm) -> Settings:
    kept = portal.site.holidays
    fixed = {"country": kept.country, "subdivision": kept.subdivision}
    added = sorted({_day(portal, each) for each in given.added.splitlines() if each.strip()})
    chosen = {"left_out": list(given.left_out), "added": [each.isoformat() for each in added]}
    return {("holidays",): {name: value for name, value in {**fixed, **chosen}.items() if value}}


def _day(portal: Portal, typed: str) -> date:
    try:
        return portal.site.dates.read(typed)
    except ValueError as problem:
        raise Invalid({"added": f"“{typed.strip()[:40]}” {problem}"}) from problem


def _choices(portal: Portal) -> Offered:
    kept = portal.site.holidays
    return {"holidays": [Choice(each, each) for each in Holidays.names_in(kept.country, kept.subdivision)]}


async def _consequences(before: Portal, after: Portal, _: str) -> Sequence[str]:
    return moved_days(before, *await expected_otherwise(before, after))


HOLIDAYS = Area(
    "holidays",
    "Holidays",
    "The days on which nobody works. No expected day counts them.",
    HolidaysForm,
    _entries,
    _values,
    _settings,
    choices=_choices,
    consequences=_consequences,
)
