"""What is wrong with how answers are carried over from one version of a manifest to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from core.site import Fault
from core.site.faults import perhaps_meant


def faults_of_upgrades(raw: Mapping[str, Any], fields: Collection[str]) -> Iterator[Fault]:
    """Yield versions that come after this one, and names of no question; the last version first."""
    newest, known = raw.get("fields_version", 1), {*fields}
    for to, upgrade in sorted(_upgrades(raw.get("upgrade")), reverse=True):
        path = f"upgrade.{to}"
        if isinstance(newest, int) and to > newest:
            yield Fault(path, f"is a later version than fields_version, which is {newest}")
        renamed = _table(upgrade.get("renamed"))
        again = upgrade.get("ask_again")
        for former, name in renamed.items():
            yield from _strange(f"{path}.renamed.{former}", name, known)
        for name in _table(upgrade.get("values")):
            yield from _strange(f"{path}.values.{name}", name, known)
        for place, name in enumerate(again if isinstance(again, list) else []):
            yield from _strange(f"{path}.ask_again[{place}]", name, known)
        known = (known - {each for each in renamed.values() if isinstance(each, str)}) | {*renamed}


def _strange(path: str, name: Any, known: Collection[str]) -> Iterator[Fault]:
    if isinstance(name, str) and name not in known:
        yield Fault(path, f'"{name}" is not a question of that version{perhaps_meant(name, known)}')


def _upgrades(node: Any) -> list[tuple[int, dict[str, Any]]]:
    return [(int(to), each) for to, each in _table(node).items() if to.isdigit() and isinstance(each, dict)]


def _table(node: Any) -> dict[str, Any]:
    return node if isinstance(node, dict) else {}
