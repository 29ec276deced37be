"""Names between braces that nothing would fill in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from core.applications.manifests.names import ACCOUNT, NAMED, names_of_people, nouns, strange_names
from core.applications.manifests.shape import Manifest
from core.site import Fault, SiteProfile
from core.site.faults import path_of, perhaps_meant

Steps = tuple[str | int, ...]
# Texts in which nothing is filled in, by the end of their path; patterns have braces of their own.
_AS_WRITTEN = frozenset({("name",), ("browser",), ("consent", "title"), ("consent", "text")})
_PATTERN = "pattern"


def faults_of_names(
    raw: Mapping[str, Any], fields: Collection[str], site: SiteProfile | None
) -> Iterator[Fault]:
    """Yield every name that nothing fills in; without a site, its numbers of people are not looked for."""
    meant = {key: each for key, each in raw.items() if key in Manifest.model_fields}
    people = names_of_people([each.slug for each in site.identifiers] if site else [])
    for path, text in _texts(meant):
        known = _known(path, people, fields)
        strange = NAMED.findall(text) if _is_as_written(path) else strange_names(text, known)
        for name in strange:
            if site is None and name.startswith("person.") and path[0] == "steps":
                continue
            yield Fault(path_of(path), _words(name, path, {*known, *nouns()}))
    yield from _strange_conditions(raw.get("eligibility"), people, site)


def _known(path: Steps, people: frozenset[str], fields: Collection[str]) -> frozenset[str]:
    if path[0] != "steps":
        return frozenset()
    about = ("answers", "before") if path[1:2] == ("change",) else ("answers",)
    return people | {ACCOUNT} | {f"{each}.{name}" for each in about for name in fields}


def _words(name: str, path: Steps, known: Collection[str]) -> str:
    if _is_as_written(path):
        return f'"{{{name}}}" would stand here as it is written'
    return f'"{{{name}}}" is no name that can stand here{perhaps_meant(name, known)}'


def _is_as_written(path: Steps) -> bool:
    return path in _AS_WRITTEN or path[-1] == "pattern_words"


def _texts(node: Any, path: Steps = ()) -> Iterator[tuple[Steps, str]]:
    if isinstance(node, str) and path and path[-1] != _PATTERN:
        yield path, node
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, each in inner:
        yield from _texts(each, (*path, step))


def _strange_conditions(who: Any, people: frozenset[str], site: SiteProfile | None) -> Iterator[Fault]:
    listed = who.get("conditions") if isinstance(who, dict) else None
    for place, each in enumerate(listed if isinstance(listed, list) else []):
        about = each.get("about") if isinstance(each, dict) else None
        if not isinstance(about, str) or about in people or (site is None and about.startswith("person.")):
            continue
        words = f'"{about}" is nothing that is known of a person or their practice'
        yield Fault(f"eligibility.conditions[{place}].about", f"{words}{perhaps_meant(about, people)}")
