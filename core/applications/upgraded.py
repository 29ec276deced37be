"""Sections of a profile that are of an earlier version of their plugin, and what they are read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.applications.at_site import section_now
from core.applications.catalogue import Catalogue
from core.site import Fault, SiteProfile


def upgraded_sections(site: SiteProfile, applications: Catalogue) -> Iterator[str]:
    """Yield a line for each section that its plugin turned into another one.

    Settings are named alone: an earlier version may have had a secret written there.
    """
    for slug, whole in site.plugins.items():
        if slug not in applications:
            continue
        section = {name: each for name, each in whole.items() if name != "connector"}
        now = section_now(applications[slug], section)
        if not isinstance(now, Fault) and (changed := ", ".join(_changed(section, now))):
            yield f"plugins.{slug}: is of an earlier version of the plugin, and read with {changed}"


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, value in now.items():
        if before.get(name) != value:
            yield name
    yield from (f"no {name}" for name in before if name not in now)
