"""Regions: parts of a state or province, by which applications are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.forms import Choice, Offered, field
from core.portal import Portal
from core.running.affected.what_if import rule_in_words, what_if
from core.running.referring import moved_between
from core.site import Region
from web.pages.console.area_words import counted, own_key
from web.pages.console.areas import Area, Entry, Settings

MOST_SHOWN = 6


class RegionForm(BaseModel):
    """One region."""

    slug: str = field("Short name", max_length=60, width="20", hint="Lower case letters, digits and dashes.")
    name: str = field("Name", max_length=200)
    jurisdiction: str = field(
        "{Jurisdiction}", kind="select", choices="states", missing="Choose the {jurisdiction}"
    )
    postcode_prefixes: str = field(
        "Beginnings of the {postcode.plural}",
        optional=True,
        max_length=500,
        hint="With commas between them. Leave it empty for the whole {jurisdiction}.",
    )


def _entries(portal: Portal) -> Sequence[Entry]:
    return [Entry(each.slug, each.name, _place(portal, each)) for each in portal.site.regions]


def _place(portal: Portal, region: Region) -> str:
    place = portal.site.jurisdiction(region.jurisdiction)
    name, prefixes = place.name if place else region.jurisdiction, region.postcode_prefixes
    more = f" and {len(prefixes) - MOST_SHOWN} more" if len(prefixes) > MOST_SHOWN else ""
    return f"{', '.join((name, *prefixes[:MOST_SHOWN]))}{more}"


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = portal.site.region(key)
    if found is None:
        return {}
    return {**found.model_dump(), "postcode_prefixes": ", ".join(found.postcode_prefixes)}


def _settings(_: Portal, key: str, given: RegionForm) -> Settings:
    slug = own_key(key, given.slug, "slug")
    prefixes = [each.strip().upper() for each in given.postcode_prefixes.split(",") if each.strip()]
    kept = {"slug": slug, "name": given.name, "jurisdiction": given.jurisdiction}
    return {("regions", slug): {**kept, **({"postcode_prefixes": prefixes} if prefixes else {})}}


def _removing(_: Portal, key: str) -> Settings:
    return {("regions", key): None}


def _choices(portal: Portal) -> Offered:
    return {"states": [Choice(each.code, each.name) for each in portal.site.jurisdictions]}


async def _consequences(before: Portal, after: Portal, key: str) -> Sequence[str]:
    slug = key if before.site.region(key) else _new(before, after)
    has, gets, loses = await moved_between(before.site, after.site, slug)
    practice = before.site.terms.practice
    told = [
        counted(has, practice, "in it now"),
        counted(gets, practice, "more then"),
        counted(loses, practice, "in it no more then"),
    ]
    for each in _by_region(before, slug) if gets or loses else ():
        told += rule_in_words(await what_if(before, after, each), before.applications[each].name)
    return [*filter(None, told)] or ["No {practice} lies in it."]


def _new(before: Portal, after: Portal) -> str:
    """The region that only one of two portals has."""
    return next((each.slug for each in after.site.regions if before.site.region(each.slug) is None), "")


def _by_region(portal: Portal, region: str) -> list[str]:
    """The applications that only people of some regions may have, this one among them."""
    rules = {slug: each.eligibility.regions for slug, each in portal.applications.items()}
    return [slug for slug, regions in rules.items() if regions and region in regions]


REGIONS = Area(
    "regions",
    "Regions",
    "Where applications are offered only in a part of a {jurisdiction}.",
    RegionForm,
    _entries,
    _values,
    _settings,
    _removing,
    "Add a region",
    _choices,
    _consequences,
)
