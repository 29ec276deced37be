"""Who may have what, as a table: asked of the same rule that decides every request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from core.applications import Catalogue
from core.plugin_api import ClinicalApplication, Group, Person
from core.site import SiteProfile, StaffType, SuffixKind


class Offer(NamedTuple):
    """One application as the public pages show it; `closed` says why nobody new can request it, if so."""

    application: ClinicalApplication[Any]
    conditions: list[str]
    days: int
    closed: str


class Line(NamedTuple):
    """One kind of person, and for each application of the site whether they may have it."""

    staff_type: str
    suffix_kind: str
    suffixes: tuple[str, ...]
    may: tuple[bool, ...]


def offers(site: SiteProfile, applications: Catalogue) -> list[Offer]:
    """List every application that is switched on, in the site's order."""
    return [
        Offer(
            application, conditions(site, application), application.expected_days, applications.closed(slug)
        )
        for slug, application in applications.items()
    ]


def lines(site: SiteProfile, applications: Catalogue) -> list[Line]:
    """Make a line for each staff type and each kind of suffix it may carry, in the site's order."""
    pairs = [
        (staff_type, kind)
        for staff_type in site.staff_types
        for slug in staff_type.suffix_kinds
        if (kind := site.kind_of_suffix(slug)) is not None
    ]
    return [_line(site, applications, staff_type, kind) for staff_type, kind in pairs]


def conditions(site: SiteProfile, application: ClinicalApplication[Any]) -> list[str]:
    """Say in sentences what besides the person matters: where the group lies, which facilities take part."""
    eligibility, found = application.eligibility, []
    if eligibility.regions is not None:
        names = [region.name for region in site.regions if region.slug in eligibility.regions]
        found.append(f"Only for {site.terms.group.plural} in {listed(names)}.")
    if eligibility.facilities is not None:
        names = [facility.name for facility in site.facilities if facility.code in eligibility.facilities]
        found.append(f"Only where the primary facility is {listed(names)}.")
    if application.options.facilities is not None:
        names = [
            facility.name
            for facility in site.facilities
            if facility.code in application.options.facilities and not facility.closed
        ]
        found.append(f"Only at {listed(names)}." if names else "No facility takes part at the moment.")
    return found


def listed(names: list[str], word: str = "or") -> str:
    """Write names as a sentence lists them: a, b or c."""
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _line(site: SiteProfile, applications: Catalogue, staff_type: StaffType, kind: SuffixKind) -> Line:
    suffixes = [suffix for suffix in site.suffixes_for(staff_type.slug) if suffix.kind == kind.slug]
    person = Person(
        key="", staff_type=staff_type.slug, suffix=suffixes[0].code if suffixes else "", suffix_kind=kind.slug
    )
    may = tuple(
        bool(suffixes) and applications.why_not(slug, person, _well_placed(application)) is None
        for slug, application in applications.items()
    )
    return Line(staff_type.name, kind.name, tuple(suffix.label for suffix in suffixes), may)


def _well_placed(application: ClinicalApplication[Any]) -> Group:
    """A group with nothing against it, so that only the person is judged."""
    eligibility = application.eligibility
    group = Group(key="", regions=eligibility.regions or frozenset())
    return replace(group, facility=min(eligibility.facilities)) if eligibility.facilities else group
