"""Facilities: what forms offer; the name of one that closes stays where it was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.forms import Choice, Offered, field
from core.portal import Portal
from core.running.referring import referring_to
from core.site import Facility
from web.pages.console.area_words import counted, own_key
from web.pages.console.areas import Area, Entry, Settings

CLOSED = "Nobody can choose it any more"


class FacilityForm(BaseModel):
    """One facility."""

    code: str = field("Code", max_length=40, width="10", hint="Short, and not of another facility.")
    name: str = field("Name", max_length=200)
    region: str = field("Region", kind="select", choices="regions", missing="Choose the region")
    closed: bool = field(
        CLOSED, kind="checkbox", hint="Where it was chosen before, its name stays.", optional=True
    )


def _entries(portal: Portal) -> Sequence[Entry]:
    return [Entry(each.code, each.name, _place(portal, each)) for each in portal.site.facilities]


def _place(portal: Portal, facility: Facility) -> str:
    region = portal.site.region(facility.region)
    where = f"{facility.code}, {region.name if region else facility.region}"
    return f"{where}, closed" if facility.closed else where


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = portal.site.facility(key)
    return found.model_dump() if found else {}


def _settings(_: Portal, key: str, given: FacilityForm) -> Settings:
    code = own_key(key, given.code, "code")
    kept = {"code": code, "name": given.name, "region": given.region}
    return {("facilities", code): {**kept, **({"closed": True} if given.closed else {})}}


def _removing(portal: Portal, key: str) -> Settings:
    # It goes from every list and stays in the profile, so that no answer loses its name.
    found = portal.site.facility(key)
    kept = {"code": key, "name": found.name, "region": found.region} if found else {}
    return {("facilities", key): {**kept, "closed": True}}


def _choices(portal: Portal) -> Offered:
    return {"regions": [Choice(each.slug, each.name) for each in portal.site.regions]}


async def _consequences(before: Portal, after: Portal, key: str) -> Sequence[str]:
    was, will = before.site.facility(key), after.site.facility(key)
    if was is None or will is None or will.closed == was.closed:
        return ()
    if was.closed:
        return (f"Forms offer {was.name} again.",)
    return (f"No form offers {was.name} any more.", *await _of_closing(before, after, was))


async def _of_closing(before: Portal, after: Portal, facility: Facility) -> list[str]:
    found, terms = await referring_to(facility.code), before.site.terms
    told = [
        counted(found.practices, terms.practice, "with it as the primary facility"),
        counted(found.drafts, "draft", "naming it, each asked for another before it is sent"),
        counted(found.access, "application", "of people naming it, requested or working"),
        counted(found.kept, terms.practice, "having chosen it for an application"),
    ]
    kept = "All answers keep its name, and all access goes on. Whoever edits such an answer chooses another."
    last = kept if found.anything else "Nothing names it yet."
    return [*filter(None, told), last, *_without_any(after)]


def _without_any(after: Portal) -> list[str]:
    """Applications that ask for facilities and have none left to offer."""
    asking = [each for each in after.applications.values() if each.options.facilities]
    return [
        f"{each.name} has no facility left to offer, so that nobody can request it."
        for each in asking
        if not after.applications.choices(each.slug)["facilities"]
    ]


FACILITIES = Area(
    "facilities",
    "Facilities",
    "The hospitals and clinics that people choose from in forms.",
    FacilityForm,
    _entries,
    _values,
    _settings,
    _removing,
    "Add a facility",
    _choices,
    _consequences,
)
