"""The static files of the portal: read once, addressed by their content, never changed under one address."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parent / "static"
# Only what browsers load is served: recipes, licenses and the manifest of the vendored files stay behind.
_SERVED = {".css", ".js", ".svg", ".png", ".woff2"}
_TEXT = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent: whole, and gzipped where that is smaller."""

    name: str
    media_type: str
    body: bytes
    gzipped: bytes | None


class Assets:
    """Every static file by name, under one version for all, so that modules may import each other by path."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._assets = {name: _read(name, path) for name, path in sorted(files.items())}
        digest = sha256()
        for asset in self._assets.values():
            digest.update(asset.name.encode() + b"\0" + sha256(asset.body).digest())
        self.version = digest.hexdigest()[:16]

    def url(self, name: str) -> str:
        """Return the address of a file that exists; KeyError for any other."""
        return f"/static/{self.version}/{self._assets[name].name}"

    def get(self, name: str) -> Asset | None:
        """Find the file of that name."""
        return self._assets.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._assets


def load_assets(site_folder: Path, static: Path = STATIC) -> Assets:
    """Load the portal's own files and, under `site/`, the style sheet and the mark of the site."""
    files = {str(path.relative_to(static)): path for path in _served_files(static)}
    files |= {f"site/{path.name}": path for path in _served_files(site_folder) if path.parent == site_folder}
    return Assets(files)


def _served_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix in _SERVED]


def _read(name: str, path: Path) -> Asset:
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix not in _TEXT:
        return Asset(name, media_type, body, None)
    # mtime=0 makes the same file the same bytes on every machine.
    return Asset(name, media_type, body, gzip.compress(body, 9, mtime=0))
