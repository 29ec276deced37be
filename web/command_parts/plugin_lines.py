"""What `portal plugin list` says of each plugin."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.applications import Catalogue
from core.applications.rights import rights_of
from core.plugin_api import About, ClinicalApplication

_APART = " " * 13


def listed(
    switched_on: Catalogue, levels: Mapping[str, str], *, rights: bool, held: Mapping[str, int]
) -> Iterator[str]:
    """Yield the lines about each application, then registers alone, then what was left out."""
    for slug, application in switched_on.items():
        yield f"{slug:<12} {application.name}: {application.summary}"
        yield f"{_APART}{_whose(application.about)}; plugin API {application.requires_api}"
        yield f"{_APART}level: {levels[slug]}"
        if held:
            yield f"{_APART}people who have it: {held[slug]}"
        if rights:
            yield from _rights(application)
    for slug in switched_on.loaded.alone:
        yield f"{slug:<12} registers alone"
        yield f"{_APART}{_whose(switched_on.loaded.plugins[slug].about)}"
        yield f"{_APART}level: {levels[slug]}"
    for slug, wrong in switched_on.loaded.left_out.items():
        yield f"{slug:<12} left out, for it is broken: {wrong[0]}"


def _whose(about: About | None) -> str:
    if about is None:
        return "nothing is known of whose it is"
    said = (about.version, about.license, about.author, about.contact)
    return ", ".join(each for each in said if each)


def _rights(application: ClinicalApplication[Any]) -> Iterator[str]:
    for each in rights_of(application):
        yield f"{_APART}{each.what.lower()}: {each.words} ({'held' if each.held else 'declared, not held'})"
