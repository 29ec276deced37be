"""Changes laid over a profile as its file has it: a table of tables, lists and plain values."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from typing import Any, get_args, get_origin

from core.running.records import Change, Path
from core.site.parts import Part
from core.site.profile import Profile

# What may be changed in the browser; everything else of a profile is fixed by its files.
_WHOLE = {"facilities", "regions", "support", "announcements", "holidays", "expected_days", "texts"}
_OF_AGREEMENTS = {"text", "consent", "sign_by"}
_OF_ENROLLMENT = {"purpose", "joining", "attestation"}


def _keys() -> dict[str, str]:
    """The lists of tables in a profile, and by which field one of their tables is found."""
    found = {}
    for name, info in Profile.model_fields.items():
        inner = next(iter(get_args(info.annotation)), None)
        if get_origin(info.annotation) is tuple and isinstance(inner, type) and issubclass(inner, Part):
            found[name] = next((key for key in ("code", "slug") if key in inner.model_fields), "")
    return {name: key for name, key in found.items() if key}


KEYS = _keys()


def may_be_changed(path: Path) -> bool:
    """Tell whether the browser may set what these steps lead to; the files of the profile fix the rest."""
    match path:
        case ("plugins", _, option, *_):
            return option != "connector"
        case ("agreements", _, part, *_):
            return part in _OF_AGREEMENTS
        case ("enrollment", part, *_):
            return part in _OF_ENROLLMENT
        case ("holidays",):
            return True
        case (first, _, *_):
            return first in _WHOLE and first != "holidays"
    return False


def laid_over(raw: dict[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """Return a profile with these changes in it, one after the other; the profile given is left as it is."""
    laid = deepcopy(raw)
    for each in changes:
        for setting in each.settings:
            put_at(laid, setting.path, setting.after)
    return laid


def found_at(raw: dict[str, Any], path: Path) -> Any:
    """Return what a profile has there, days as their ISO text; None when it has nothing."""
    node: Any = raw
    for place, step in enumerate(path):
        if isinstance(node, list):
            key = KEYS.get(path[place - 1], "slug")
            node = next((row for row in node if row.get(key) == step), None)
        else:
            node = node.get(step) if isinstance(node, dict) else None
    return json_of(node)


def json_of(node: Any) -> Any:
    """Return what TOML has as JSON has it."""
    if isinstance(node, dict):
        return {key: json_of(each) for key, each in node.items()}
    if isinstance(node, list | tuple):
        return [json_of(each) for each in node]
    return node.isoformat() if isinstance(node, date) else node


def without_nothing(content: Any) -> Any:
    """Return content without the values inside that are None: TOML has none."""
    if not isinstance(content, dict):
        return content
    return {name: without_nothing(each) for name, each in content.items() if each is not None}


def put_at(node: Any, path: Path, after: Any) -> None:
    """Put an item where these steps lead, or take it away with None; where they lead nowhere, do nothing."""
    first, *rest = path
    if not rest:
        _set(node, first, after)
    elif first in KEYS and isinstance(node.setdefault(first, []), list):
        _put_in_list(node[first], KEYS[first], tuple(rest), after)
    elif isinstance(inner := node.setdefault(first, {}), dict):
        put_at(inner, tuple(rest), after)


def _set(node: dict[str, Any], step: str, after: Any) -> None:
    if after is None:
        node.pop(step, None)
    else:
        node[step] = deepcopy(after)


def _put_in_list(rows: list[Any], key: str, path: Path, after: Any) -> None:
    at = next((index for index, row in enumerate(rows) if row.get(key) == path[0]), None)
    if len(path) > 1:
        if at is not None:
            put_at(rows[at], path[1:], after)
    elif at is None:
        rows += [] if after is None else [deepcopy(after)]
    elif after is None:
        del rows[at]
    else:
        rows[at] = deepcopy(after)
