"""The files taken from elsewhere, each with its source, version, license and hash."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from web.assets import STATIC

VENDOR = STATIC / "vendor"
MANIFEST = "MANIFEST.json"


class Package(BaseModel):
    """One package and the files taken or built from it; hashes are SHA-256 of the file as it lies here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    license: str
    source: str
    made: str
    files: Mapping[str, str]


class Manifest(BaseModel):
    """Everything under `static/vendor`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    packages: tuple[Package, ...]

    @property
    def hashes(self) -> dict[str, str]:
        """Hash of every file, by its path below `vendor/`."""
        return {name: digest for package in self.packages for name, digest in package.files.items()}


def load_manifest(vendor: Path = VENDOR) -> Manifest:
    """Read the list of vendored files."""
    return Manifest.model_validate_json((vendor / MANIFEST).read_bytes())


def wrong_files(vendor: Path = VENDOR) -> list[str]:
    """Write a sentence for each file that is missing, changed or not listed; none if all are as recorded."""
    recorded = load_manifest(vendor).hashes
    found = {
        str(path.relative_to(vendor)): sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    missing = [f"{name}: is missing" for name in sorted(recorded.keys() - found.keys())]
    unlisted = [f"{name}: is not in {MANIFEST}" for name in sorted(found.keys() - recorded.keys())]
    changed = [
        f"{name}: is not the file that was taken in"
        for name in sorted(recorded.keys() & found.keys())
        if recorded[name] != found[name]
    ]
    return [*missing, *unlisted, *changed]
