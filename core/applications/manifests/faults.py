"""What is wrong between the parts of a manifest. Any shape is tolerated: every fault is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.applications.manifests.carrying import faults_of_upgrades
from core.applications.manifests.named import faults_of_names
from core.applications.manifests.shape import LISTS
from core.site import Fault, SiteFaults, SiteProfile
from core.site.faults import perhaps_meant


class ManifestFaults(SiteFaults):
    """A manifest that cannot be used; `faults` names everything that is wrong with it."""


def faults_between(raw: Mapping[str, Any], site: SiteProfile | None) -> Iterator[Fault]:
    """Yield what is wrong between the parts of a manifest, and between it and the site."""
    fields = tables(raw.get("fields"))
    yield from _shown_by_none(fields)
    yield from _needless_with_none(fields)
    yield from _steps_for_none(raw.get("steps"), fields)
    yield from faults_of_upgrades(raw, fields)
    yield from faults_of_names(raw, fields, site)
    if site is not None:
        yield from _for_nobody(raw.get("eligibility"), site)


def tables(node: Any) -> dict[str, dict[str, Any]]:
    """Return the tables in a table."""
    return (
        {name: each for name, each in node.items() if isinstance(each, dict)}
        if isinstance(node, dict)
        else {}
    )


def _shown_by_none(fields: Mapping[str, dict[str, Any]]) -> Iterator[Fault]:
    earlier: dict[str, dict[str, Any]] = {}
    for name, asked in fields.items():
        path = f"fields.{name}.shown_when"
        for other, value in _pairs(asked.get("shown_when")):
            if other in fields and other not in earlier:
                yield Fault(path, f'"{other}" must stand above this question')
            else:
                yield from (Fault(path, words) for words in _never(other, value, fields))
            if other in earlier and _scope(fields[other]) != _scope(asked):
                yield Fault(path, f'"{other}" has another scope, and is asked on another page')
        earlier[name] = asked


def _needless_with_none(fields: Mapping[str, dict[str, Any]]) -> Iterator[Fault]:
    for name, asked in fields.items():
        box = asked.get("needless_with")
        other = fields.get(str(box), {})
        if box is not None and (other.get("kind") != "checkbox" or _scope(other) != _scope(asked)):
            yield Fault(f"fields.{name}.needless_with", f'"{box}" is no question here of the kind checkbox')


def _steps_for_none(steps: Any, fields: Mapping[str, dict[str, Any]]) -> Iterator[Fault]:
    for called, listed in steps.items() if isinstance(steps, dict) else ():
        rows = listed if isinstance(listed, list) else []
        whens = [_pairs(each.get("when")) if isinstance(each, dict) else [] for each in rows]
        for place, pairs in enumerate(whens):
            path = f"steps.{called}[{place}].when"
            yield from (Fault(path, words) for pair in pairs for words in _never(*pair, fields))
        if rows and all(whens):
            yield Fault(f"steps.{called}", "needs a step that is always done, without when")


def _never(name: str, value: str, fields: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Say why no answer to a question can be so."""
    asked = fields.get(name)
    if asked is None:
        yield f'"{name}" is not one of the fields{perhaps_meant(name, [*fields])}'
        return
    kind, choices = asked.get("kind", "text"), asked.get("choices")
    if kind == "checkbox":
        possible = ["yes"]
    elif kind in LISTS and isinstance(choices, dict):
        possible = [*choices]
    else:
        yield f'"{name}" is neither a tick box nor has choices of its own'
        return
    if value not in possible:
        yield f'"{value}" is no answer to "{name}"{perhaps_meant(value, possible)}'


def _for_nobody(who: Any, site: SiteProfile) -> Iterator[Fault]:
    """Kinds and places that the site does not define: nobody could be one."""
    defined = {
        "suffix_kinds": [each.slug for each in site.suffix_kinds],
        "staff_types": [each.slug for each in site.staff_types],
        "regions": [each.slug for each in site.regions],
        "facilities": [each.code for each in site.facilities],
    }
    for axis, known in defined.items():
        listed = who.get(axis) if isinstance(who, dict) else None
        for place, each in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(each, str) and each not in known:
                words = f'"{each}" is not one that this site defines{perhaps_meant(each, known)}'
                yield Fault(f"eligibility.{axis}[{place}]", words)


def _pairs(node: Any) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in node.items()] if isinstance(node, dict) else []


def _scope(asked: Mapping[str, Any]) -> str:
    return str(asked.get("scope", "person"))
