"""Changes of a site in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from core.running.records import Setting

NOTHING = "—"
# The words of texts are shown as running text, with what changes in them.
_WORDS = frozenset({"markdown", "file"})
# What the first step of a path is called.
_KINDS: Mapping[str, str] = {
    "facilities": "facility",
    "regions": "region",
    "support": "contact",
    "announcements": "announcement",
    "holidays": "holidays",
    "expected_days": "expected days",
    "plugins": "application",
    "texts": "text",
    "enrollment": "text",
    "agreements": "agreement",
}


class Line(NamedTuple):
    """One value of a change, before and after."""

    name: str
    before: str
    after: str


def name_of(setting: Setting) -> str:
    """Say what a setting is about: facility CLINIC."""
    kind = _KINDS.get(setting.path[0], setting.path[0])
    return " ".join([kind, *(each.replace("_", " ") for each in setting.path[1:])])


def lines_of(settings: Sequence[Setting]) -> list[Line]:
    """List each value that differs, of all items of a change."""
    several = len(settings) > 1
    found = []
    for each in settings:
        if each.path[-1] == "guide":
            continue
        before, after = dict(_flat(each.before)), dict(_flat(each.after))
        for name in dict.fromkeys([*before, *after]):
            if name not in _WORDS and before.get(name) != after.get(name):
                label = " ".join(filter(None, (name_of(each) if several else "", name))) or name_of(each)
                found.append(Line(label, before.get(name, NOTHING), after.get(name, NOTHING)))
    return found


def _flat(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every value with its name; those inside others behind theirs."""
    if isinstance(node, Mapping):
        for key, each in node.items():
            yield from _flat(each, f"{name} {key}".strip().replace("_", " "))
    elif isinstance(node, list) and all(isinstance(each, str | int) for each in node):
        yield name, ", ".join(map(str, node)) or NOTHING
    elif isinstance(node, list):
        for place, each in enumerate(node, 1):
            yield from _flat(each, f"{name} {place}".strip())
    elif node is not None:
        yield name, "yes" if node is True else "no" if node is False else str(node)
