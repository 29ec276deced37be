"""What makes a plugin's record unfit, found at start-up and never while somebody waits for a page."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from core.applications.about import faults_of_about, faults_of_api
from core.applications.checking_jobs import faults_of_jobs
from core.applications.checking_pages import faults_of_pages
from core.applications.drawable import undrawable
from core.applications.rights import faults_of_permissions
from core.plugin_api import ClinicalApplication, Consent, Eligibility, Options
from core.site import Fault, SiteProfile
from core.texts import blocks_with_links

Rule = tuple[str, Callable[[Any], bool], str]


def _line(limit: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= limit and value.isprintable()


def _class_of(parent: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, type) and issubclass(value, parent)


def _optional_link(value: Any) -> bool:
    return isinstance(value, str) and (not value or value.startswith("https://")) and len(value) <= 500


def is_guide(value: Any) -> bool:
    """Tell whether it can be drawn as a page and on paper."""
    if not isinstance(value, str) or len(value) > 20_000:
        return False
    try:
        blocks_with_links(value)
    except ValueError:
        return False
    return True


def _provisions(value: Any) -> bool:
    calls = (getattr(value, call, None) for call in ("grant", "revoke", "check"))
    return all(inspect.iscoroutinefunction(call) for call in calls)


def _sound(rule: Eligibility) -> bool:
    axes = (
        rule.suffix_kinds,
        rule.staff_types or frozenset(),
        rule.regions or frozenset(),
        rule.facilities or frozenset(),
    )
    slugs = [slug for axis in axes if isinstance(axis, frozenset) for slug in axis]
    of_sets = all(isinstance(axis, frozenset) for axis in axes) and all(
        isinstance(slug, str) for slug in slugs
    )
    return of_sets and (rule.rule is None or callable(rule.rule))


def _async(value: object) -> bool:
    return value is None or inspect.iscoroutinefunction(value)


def _yields(value: object) -> bool:
    return value is None or inspect.isasyncgenfunction(value)


_RULES: tuple[Rule, ...] = (
    ("name", _line(60), "must be one line of up to 60 characters"),
    ("summary", _line(600), "must be one paragraph of up to 600 characters"),
    (
        "when_ready",
        lambda value: value == "" or _line(600)(value),
        "must be one paragraph of up to 600 characters",
    ),
    ("guide", is_guide, "must be Markdown of headings (## and ###), paragraphs, lists and links"),
    # Exactly this class: one with methods of its own could say yes where the site says no.
    (
        "eligibility",
        lambda value: type(value) is Eligibility and _sound(value),
        "must be an Eligibility of sets",
    ),
    ("fields", _class_of(BaseModel), "must be a pydantic model class, or NoFields"),
    ("fields_version", lambda value: type(value) is int and value >= 1, "must be a whole number from 1"),
    ("upgrade_answers", lambda value: value is None or callable(value), "must be a function"),
    ("upgrade_options", lambda value: value is None or callable(value), "must be a function"),
    ("upgrade_of_practice", lambda value: value is None or callable(value), "must be a function"),
    ("options_model", _class_of(Options), "must be Options or a subclass of it"),
    ("expected_days", lambda value: type(value) is int and 1 <= value <= 60, "must be 1 to 60"),
    ("launch_url", _optional_link, "must be an https address"),
    ("browser", lambda value: value == "" or _line(60)(value), "must be one line of up to 60 characters"),
    ("consent", lambda value: value is None or isinstance(value, Consent), "must be a Consent"),
    ("provisioner", _provisions, "must have async grant, revoke and check"),
    (
        "folder",
        lambda value: value is None or (isinstance(value, Path) and value.is_dir()),
        "must be a folder",
    ),
    ("still_missing", _async, "must be an async function"),
    ("roster", _yields, "must be an async function that yields"),
    ("usage", _yields, "must be an async function that yields"),
    ("evidence", _async, "must be an async function"),
    ("health", _async, "must be an async function"),
    ("moved", _async, "must be an async function"),
    (
        "against_answers",
        lambda value: value is None or (callable(value) and not inspect.iscoroutinefunction(value)),
        "must be a function",
    ),
)


def faults_of_record(record: ClinicalApplication[Any], slug: str) -> list[Fault]:
    """List what is wrong with a record as the plugin made it."""
    if faults := faults_of_api(record, slug):
        return faults
    where = f"plugins.{slug}"
    faults = [] if record.slug == slug else [Fault(where, f'claims the slug "{record.slug}"')]
    for attribute, holds, words in _RULES:
        if not holds(getattr(record, attribute)):
            faults.append(Fault(f"{where}.{attribute}", words))
    faults += [*faults_of_pages(record), *faults_of_jobs(record)]
    faults += [*faults_of_about(record, slug), *faults_of_permissions(record)]
    return faults or [Fault(f"{where}.fields", fault) for fault in undrawable(record.fields)]


def faults_of_eligibility(record: ClinicalApplication[Any], site: SiteProfile) -> Iterator[Fault]:
    """Yield the kinds and places that the plugin names and the site does not know: nobody could be one."""
    rule = record.eligibility
    known = {
        "suffix_kinds": (rule.suffix_kinds, {kind.slug for kind in site.suffix_kinds}),
        "staff_types": (rule.staff_types, {kind.slug for kind in site.staff_types}),
        "regions": (rule.regions, {region.slug for region in site.regions}),
        "facilities": (rule.facilities, {facility.code for facility in site.facilities}),
    }
    for axis, (named, defined) in known.items():
        path = f"plugins.{record.slug}.{axis}"
        for slug in sorted((named or frozenset()) - defined):
            yield Fault(path, f'the application is for "{slug}", which this site does not define')
        if named is not None and not named:
            yield Fault(path, "leaves nobody who may have the application")
