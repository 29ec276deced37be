"""Announcements: what stands above every page of those whom it concerns, for some days."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from core import clock
from core.forms import Choice, Offered, field
from core.portal import Portal
from core.site.announcements import Announcement
from web.pages.console.areas import NEW, Area, Entry, Settings


class AnnouncementForm(BaseModel):
    """One announcement."""

    text: str = field("Text", kind="textarea", max_length=500, hint="One or two sentences.")
    application: str = field(
        "Only for people who have or requested", kind="select", choices="applications", optional=True
    )
    region: str = field("Only in the region", kind="select", choices="regions", optional=True)
    first_day: date = field("First day", kind="date", width="10")
    last_day: date = field("Last day", kind="date", width="10", hint="It is shown until this day is over.")


def _entries(portal: Portal) -> Sequence[Entry]:
    return [Entry(each.slug, each.text[:80], _days(portal, each)) for each in portal.site.announcements]


def _days(portal: Portal, each: Announcement) -> str:
    day, today = portal.site.dates.day, clock.now().astimezone(portal.site.zone).date()
    state = "over" if each.last_day < today else "shown now" if each.runs_on(today) else "to come"
    return f"{day(each.first_day)} to {day(each.last_day)}, {state}"


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = _found(portal, key)
    return found.model_dump() if found else {}


def _found(portal: Portal, key: str) -> Announcement | None:
    return next((each for each in portal.site.announcements if each.slug == key), None)


def _settings(_: Portal, key: str, given: AnnouncementForm) -> Settings:
    days = {"first_day": given.first_day.isoformat(), "last_day": given.last_day.isoformat()}
    whom = {"application": given.application, "region": given.region}
    kept = {"text": given.text, **{name: value for name, value in whom.items() if value}, **days}
    slug = _slug(kept) if key == NEW else key
    return {("announcements", slug): {"slug": slug, **kept}}


def _slug(kept: Mapping[str, str]) -> str:
    """The name of a new one, which nobody has to think of: the same text on the same days is the same."""
    said = "|".join(f"{name}={value}" for name, value in sorted(kept.items()))
    return f"{kept['first_day']}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _removing(_: Portal, key: str) -> Settings:
    return {("announcements", key): None}


def _choices(portal: Portal) -> Offered:
    return {
        "applications": [Choice(each.slug, each.name) for each in portal.applications.values()],
        "regions": [Choice(each.slug, each.name) for each in portal.site.regions],
    }


async def _consequences(before: Portal, after: Portal, key: str) -> Sequence[str]:
    was = {each.slug: each for each in before.site.announcements}
    will = {each.slug: each for each in after.site.announcements}
    changed = [each for slug, each in will.items() if was.get(slug) != each]
    if not changed:
        return ("It is shown nowhere any more.",) if key in was and key not in will else ()
    return (_whom(after, changed[0]),)


def _whom(portal: Portal, each: Announcement) -> str:
    if each.for_everybody:
        return "Everybody reads it above each page, also before they sign in."
    application, region = (
        portal.applications.get(each.application or ""),
        portal.site.region(each.region or ""),
    )
    have = f"whoever has or requested {application.name}" if application else "everybody in {practice.a}"
    where = f" in {region.name}" if region else ""
    return f"It is shown to {have}{where}, to whoever answers for them, and to all staff."


ANNOUNCEMENTS = Area(
    "announcements",
    "Announcements",
    "What stands above every page for some days.",
    AnnouncementForm,
    _entries,
    _values,
    _settings,
    _removing,
    "Announce something",
    _choices,
    _consequences,
)
