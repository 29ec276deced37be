"""What is wrong with a site profile, each fault with the path of the place to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

NOT_KNOWN = "is not a known setting"
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": NOT_KNOWN,
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "date_type": "must be a date (2025-01-31)",
    "tuple_type": "must be a list",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "mapping_type": "must be a table",
    "dict_type": "must be a table",
    "too_short": "must not be empty",
    "string_too_short": "must not be empty",
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend, and where."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class SiteFaults(Exception):
    """A profile that cannot be used; `faults` names everything that is wrong with it.

    `plugins` are its sections about applications, as they were read, which can be looked at all the same.
    """

    def __init__(self, faults: Iterable[Fault], plugins: Mapping[str, object] | None = None) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        self.plugins = plugins or {}
        super().__init__("\n".join(map(str, self.faults)))


def path_of(steps: Iterable[str | int]) -> str:
    """Write `("facilities", 3, "region")` as `facilities[3].region`."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.lstrip(".")


def faults_of_shape(problem: ValidationError, names: Collection[str] = ()) -> list[Fault]:
    """List the faults pydantic found, in plain words; `names` are the settings there are."""
    return [
        Fault(path_of(error["loc"]), words)
        for error in problem.errors(include_url=False)
        for words in _in_words(error, names).split("\n")
    ]


def perhaps_meant(written: str, known: Collection[str]) -> str:
    """Say which of the known words was most likely perhaps_meant; nothing where none is near."""
    near = get_close_matches(written, known, 1)
    return f': do you mean "{near[0]}"?' if near else ""


def _in_words(error: Any, names: Collection[str]) -> str:
    if error["type"] == "extra_forbidden" and error["loc"]:
        return f"{NOT_KNOWN}{perhaps_meant(str(error['loc'][-1]), names)}"
    # A validator of ours says what is wrong; those of pydantic's own types come as a message.
    if error["type"] == "value_error" and "error" in error.get("ctx", {}):
        return str(error["ctx"]["error"])
    words = _WORDS.get(error["type"])
    return words if words else str(error["msg"]).replace("Input should", "should")
