"""What is known of a plugin itself, and whether it fits the plugin API of this product."""

from __future__ import annotations

import re
from dataclasses import fields
from email.utils import parseaddr
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from core.plugin_api import VERSION, About, ClinicalApplication, Registers
from core.site import Fault

PRODUCT = "clinical-connectivity"
_API = re.compile(r"[1-9][0-9]{0,3}(\.(0|[1-9][0-9]{0,3}))?", re.ASCII)
_LONGEST = 200


def faults_of_api(record: ClinicalApplication[Any] | Registers, slug: str) -> list[Fault]:
    """Say that a plugin was made for another plugin API; whatever else is wrong may come of that."""
    where, wanted = f"plugins.{slug}.requires_api", record.requires_api
    if not isinstance(wanted, str) or not _API.fullmatch(wanted):
        return [Fault(where, 'must be the version of the plugin API it needs, like "1"')]
    return (
        [] if _has(wanted) else [Fault(where, f"needs plugin API {wanted}, and this product has {VERSION}")]
    )


def faults_of_about(record: ClinicalApplication[Any] | Registers, slug: str) -> list[Fault]:
    """List what is wrong with what a plugin says of itself."""
    about = record.about
    if about is None:
        return []
    if type(about) is not About:
        return [Fault(f"plugins.{slug}.about", "must be an About")]
    return [
        Fault(f"plugins.{slug}.about.{each.name}", f"must be one line of up to {_LONGEST} characters")
        for each in fields(About)
        if not _line(getattr(about, each.name)) or (each.name == "version" and not about.version)
    ]


def about_of(installed: Distribution | None) -> About:
    """Read what a distribution says of itself, else what holds for what ships with the product."""
    if installed is None:
        return About(
            version=_version_of_the_product(),
            license="Apache-2.0",
            author="the makers of this portal",
            contact="whoever runs this portal",
        )
    name, address = parseaddr(_said(installed, "Author-email"))
    return About(
        version=_short(installed.version),
        license=_short(_said(installed, "license-expression") or _said(installed, "license")),
        author=_short(_said(installed, "Author") or name),
        contact=_short(address or _said(installed, "Project-URL").rpartition(", ")[2]),
    )


def _has(wanted: str) -> bool:
    (major, minor), (ours, last) = (_numbers(each) for each in (wanted, VERSION))
    return major == ours and minor <= last


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor or 0)


def _line(said: object) -> bool:
    return isinstance(said, str) and said.isprintable() and len(said) <= _LONGEST


def _said(installed: Distribution, name: str) -> str:
    return next(iter(installed.metadata.get_all(name) or ()), "")


def _short(said: str) -> str:
    return " ".join(said.split())[:_LONGEST]


@cache
def _version_of_the_product() -> str:
    try:
        return distribution(PRODUCT).version
    except PackageNotFoundError:
        return ""
