"""From the file of a manifest to its application, or everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from core.applications.manifests.faults import ManifestFaults, faults_between
from core.applications.manifests.making import OfManifest, application_of
from core.applications.manifests.shape import Manifest
from core.plugin_api import Consent
from core.site import Fault, SiteProfile
from core.site.faults import NOT_KNOWN, faults_of_shape

FOLDER, _ENDING = "applications", ".toml"
_SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_LARGEST = 200_000
_OF_A_KEY = ".[key]"


def find_manifest(folder: Path | None, slug: str) -> Path | None:
    """Find the manifest of an application in the folder of a site, if there is one."""
    if folder is None or not _SLUG.fullmatch(slug):
        return None
    file = folder / FOLDER / f"{slug}{_ENDING}"
    return file if file.is_file() or file.is_symlink() else None


def load_manifest(file: Path, site: SiteProfile | None) -> OfManifest:
    """Read a manifest as a plugin that yields its application; ManifestFaults with all that is wrong.

    Without a site nothing of it is compared with what the site defines.
    """
    called = f"{FOLDER}/{file.name}"
    try:
        raw = _read(file)
    except ValueError as problem:
        raise ManifestFaults([Fault(called, str(problem))]) from problem
    faults = [*faults_between(raw, site)]
    try:
        manifest = Manifest.model_validate(raw)
    except ValidationError as problem:
        faults = [*faults_of_shape(problem, _setting_names()), *faults]
    if faults:
        raise ManifestFaults([_in_file(called, each) for each in faults])
    facilities = {each.code: each.name for each in site.facilities} if site else {}
    return OfManifest(application_of(file.stem, manifest, facilities))


def not_switched_on(site: SiteProfile) -> Iterator[str]:
    """Say of each file of the folder of manifests that nothing reads, why."""
    files = sorted((site.folder / FOLDER).glob("*"))
    for file in files:
        called = f"{FOLDER}/{file.name}"
        if file.suffix != _ENDING or not _SLUG.fullmatch(file.stem):
            yield f"{called}: isn’t read: name it in lower-case letters and digits, with {_ENDING} behind"
        elif file.stem not in site.plugins:
            yield f"{called}: isn’t switched on: write [plugins.{file.stem}] into the profile"


def _read(file: Path) -> dict[str, Any]:
    folder = file.parent.parent.resolve()
    if not file.is_file() or not file.resolve().is_relative_to(folder):
        raise ValueError("is not a file of the profile")
    if file.stat().st_size > _LARGEST:
        raise ValueError(f"is larger than {_LARGEST:,} bytes")
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ValueError("must be saved as UTF-8") from problem
    except OSError as problem:
        raise ValueError(f"cannot be read: {problem.strerror}") from problem
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ValueError(f"is not TOML: {problem}{_perhaps_curly(text, str(problem))}") from problem
    except RecursionError as problem:
        raise ValueError("is not TOML: too many brackets in brackets") from problem


def _in_file(called: str, fault: Fault) -> Fault:
    """Put the file before the place, and say where a setting belongs that stands in a table by accident."""
    table, _, name = fault.path.rpartition(".")
    message = fault.message
    if table and name in Manifest.model_fields and message.startswith(NOT_KNOWN):
        message = f"{NOT_KNOWN} here: it belongs above the first line in brackets"
    return Fault(f"{called}: {fault.path.replace(_OF_A_KEY, '')}", message)


def _perhaps_curly(text: str, problem: str) -> str:
    """Say what word processors do to quotation marks, where that is on the line at fault."""
    found = re.search(r"line (\d+)", problem)
    line = text.splitlines()[int(found[1]) - 1 : int(found[1])] if found else []
    return ': quotation marks must be straight, as in "this"' if set("“”„‘’") & set("".join(line)) else ""


@cache
def _setting_names() -> frozenset[str]:
    return frozenset({*_names(Manifest), *Consent.model_fields})


def _names(shape: Any) -> Iterator[str]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, info in shape.model_fields.items():
            yield name
            yield from _names(info.annotation)
    for inner in get_args(shape):
        yield from _names(inner)
