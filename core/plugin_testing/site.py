"""A health system that is made up, with everything in it that an application names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from core.plugin_api import ClinicalApplication
from core.site import SiteProfile
from core.site.loading import read_profile, site_of

FOLDER = Path(__file__).with_name("madeup")


def made_up_site(
    *applications: ClinicalApplication[Any], sections: Mapping[str, Mapping[str, Any]] | None = None
) -> SiteProfile:
    """Make the site with these applications switched on; `sections` are what its profile says of each.

    A kind of suffix, staff type, region or facility that they or their sections name, and that the site has
    not, is added to it. Raises SiteFaults where that makes no site.
    """
    if not applications:
        return _empty()
    return site_of(made_up_profile(*applications, sections=sections), FOLDER)


def made_up_profile(
    *applications: ClinicalApplication[Any], sections: Mapping[str, Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """Return what stands in the profile of that site, with the words of its texts."""
    raw = deepcopy(_profile())
    raw["plugins"] = {each.slug: dict((sections or {}).get(each.slug, {})) for each in applications}
    for each in applications:
        _add_kinds(raw, each, raw["plugins"][each.slug])
    return raw


@cache
def _profile() -> dict[str, Any]:
    return read_profile(FOLDER)


@cache
def _empty() -> SiteProfile:
    return site_of(_profile(), FOLDER)


def _add_kinds(
    raw: dict[str, Any], application: ClinicalApplication[Any], section: Mapping[str, Any]
) -> None:
    """Put into the profile whatever is named and is not there."""
    rule = application.eligibility
    for slug in _more(raw["suffix_kinds"], "slug", rule.suffix_kinds, section.get("suffix_kinds")):
        raw["suffix_kinds"].append({"slug": slug, "name": _called(slug)})
        raw["suffixes"].append({"code": _called(slug), "kind": slug})
        for staff_type in raw["staff_types"]:
            if staff_type["role"] != "sponsor":
                staff_type["suffix_kinds"].append(slug)
    for slug in _more(raw["staff_types"], "slug", rule.staff_types, section.get("staff_types")):
        every = [each["slug"] for each in raw["suffix_kinds"]]
        raw["staff_types"].append(
            {"slug": slug, "name": _called(slug), "role": "member", "suffix_kinds": every}
        )
    for slug in _more(raw["regions"], "slug", rule.regions, section.get("regions")):
        raw["regions"].append({"slug": slug, "name": _called(slug), "jurisdiction": "NL"})
    for code in _more(raw["facilities"], "code", rule.facilities, section.get("facilities")):
        raw["facilities"].append({"code": code, "name": f"{code} Hospital", "region": "northland"})


def _more(rows: Iterable[Mapping[str, str]], key: str, *named: Iterable[str] | None) -> list[str]:
    there = {row[key] for row in rows}
    return sorted({slug for each in named for slug in each or ()} - there)


def _called(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
