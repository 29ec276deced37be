"""Reads a profile folder into a `SiteProfile`, or says everything that is wrong with it."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core.site.blank import PROFILE, setting_names
from core.site.faults import Fault, SiteFaults, faults_of_shape, path_of
from core.site.purposes import faults_of_purposes
from core.site.questions import SiteProfile
from core.site.references import Steps, faults_of_references, nodes

SITES = Path(__file__).resolve().parents[2] / "sites"
_TEXTS = (
    ("texts", "privacy"),
    ("texts", "terms"),
    ("enrollment", "purpose"),
    ("enrollment", "joining"),
    ("enrollment", "attestation"),
    ("agreements", "*", "text"),
    ("agreements", "*", "consent"),
)


def find_site(name: str) -> Path:
    """Find the folder of a site by its name in sites/, by path, or the only one there is without a name."""
    if name:
        named = SITES / name
        return named if (named / PROFILE).is_file() else Path(name)
    found = sorted(path.parent for path in SITES.glob(f"*/{PROFILE}"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise SiteFaults([Fault("site", f"name the site to serve (found in sites/: {names})")])
    return found[0]


def load_site(path: Path | str) -> SiteProfile:
    """Read `profile.toml` in a folder and the texts it names; raise `SiteFaults` naming every fault."""
    folder = Path(path).resolve()
    return site_of(read_profile(folder), folder)


def read_profile(folder: Path) -> dict[str, Any]:
    """Read `profile.toml` in a folder, and beside each text its words; SiteFaults when it is not TOML.

    A text whose file is not there has no words, which is a fault of the site that is made of it.
    """
    raw = _read(folder / PROFILE)
    _read_texts(raw, folder)
    return raw


def site_of(raw: dict[str, Any], folder: Path) -> SiteProfile:
    """Make the site that a profile describes; raise `SiteFaults` naming every fault.

    Texts are read from the folder, but for those that have their `markdown` already. `raw` stays as it is.
    """
    raw = deepcopy(raw)
    faults = _read_texts(raw, folder) + faults_of_references(raw) + faults_of_purposes(raw)
    try:
        site = SiteProfile.model_validate({"slug": folder.name, **raw, "folder": folder})
    except ValidationError as problem:
        faults = _without_doubles(faults_of_shape(problem, setting_names()), faults) + faults
    if faults:
        plugins = raw.get("plugins")
        raise SiteFaults(faults, plugins if isinstance(plugins, dict) else None)
    return site


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as problem:
        raise SiteFaults([Fault(file.name, f"cannot be read: {file} ({problem.strerror})")]) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SiteFaults([Fault(file.name, f"is not TOML: {problem}")]) from problem


def _read_texts(raw: dict[str, Any], folder: Path) -> list[Fault]:
    """Put the Markdown of every text beside its version; a text that is not there is a fault."""
    faults, words = [], dict[str, object]()
    for steps, text in _tables(raw):
        if not isinstance(name := text.get("file"), str):
            continue
        file, where = folder / name, path_of((*steps, "file"))
        there = "markdown" in text or file.is_file()
        if not (there and file.resolve().is_relative_to(folder)):
            faults.append(Fault(where, f'"{name}" is not a file of the profile'))
        else:
            if "markdown" not in text:
                text["markdown"] = file.read_text("utf-8")
            if words.setdefault(name, text["markdown"]) != text["markdown"]:
                faults.append(Fault(where, f'"{name}" holds other words already'))
    return faults


def _tables(raw: dict[str, Any]) -> list[tuple[Steps, dict[str, Any]]]:
    """Every table of the profile that names a text, with the steps that lead to it."""
    found = [row for pattern in _TEXTS for row in nodes(raw, pattern)]
    return [(steps, node) for steps, node in found if isinstance(node, dict)]


def _without_doubles(shape: list[Fault], others: list[Fault]) -> list[Fault]:
    """Leave out the "markdown is missing" that only echoes a missing text file."""
    echoes = {
        fault.path.removesuffix("file") + "markdown" for fault in others if fault.path.endswith(".file")
    }
    return [fault for fault in shape if fault.path not in echoes]
