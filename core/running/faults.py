"""Faults of a profile, by the field of the item that somebody changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from core.running.laying import KEYS
from core.running.records import Path
from core.site import Fault


def by_field(faults: Iterable[Fault], raw: dict[str, Any], paths: Collection[Path]) -> dict[str, str]:
    """Return what is wrong by field; what does not belong to these items stands under "", with its place."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        field = next((each for path in paths if (each := _field(fault.path, raw, path)) is not None), "")
        words = fault.message if field else str(fault)
        found.setdefault(field, []).append(words[0].upper() + words[1:] if field else words)
    return {field: "; ".join(dict.fromkeys(said)) for field, said in found.items()}


def _field(place: str, raw: dict[str, Any], path: Path) -> str | None:
    """The field of an item that a fault is in, or the item itself; None when it is somewhere else."""
    item = _place_of(raw, path)
    if place == item:
        return path[-1]
    if not place.startswith((f"{item}.", f"{item}[")):
        return None
    rest = place[len(item) :].lstrip(".").partition(".")[0].partition("[")[0]
    return rest or path[-1]


def _place_of(raw: dict[str, Any], path: Path) -> str:
    """An item as faults name it: `facilities[3]`."""
    first, *rest = path
    if first not in KEYS or not rest:
        return ".".join(path)
    rows = raw.get(first, [])
    at = next((index for index, row in enumerate(rows) if row.get(KEYS[first]) == rest[0]), len(rows))
    return ".".join([f"{first}[{at}]", *rest[1:]])
