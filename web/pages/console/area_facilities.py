"""Facilities: the hospitals and clinics that forms offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.forms import Choice, Offered, field
from core.portal import Portal
from core.site import Facility
from web.pages.console.areas import NEW, Area, Entry, Settings


class FacilityForm(BaseModel):
    """One facility."""

    code: str = field("Code", max_length=40, width="10", hint="Short, and not of another facility.")
    name: str = field("Name", max_length=200)
    region: str = field("Region", kind="select", choices="regions", missing="Choose the region")


def _entries(portal: Portal) -> Sequence[Entry]:
    return [Entry(each.code, each.name, _place(portal, each)) for each in portal.site.facilities]


def _place(portal: Portal, facility: Facility) -> str:
    region = portal.site.region(facility.region)
    return f"{facility.code}, {region.name if region else facility.region}"


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    found = portal.site.facility(key)
    return found.model_dump() if found else {}


def _settings(_: Portal, key: str, given: FacilityForm) -> Settings:
    # Answers name a facility by its code: one with another code is another facility.
    code = given.code if key == NEW else key
    return {("facilities", code): {"code": code, "name": given.name, "region": given.region}}


def _removing(_: Portal, key: str) -> Settings:
    return {("facilities", key): None}


def _choices(portal: Portal) -> Offered:
    return {"regions": [Choice(each.slug, each.name) for each in portal.site.regions]}


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
)
