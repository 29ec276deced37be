"""Where the files of a plugin are, and what they come to; nothing of it is imported for that."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoints, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from core.applications.about import PRODUCT, about_of
from core.applications.finding import PACKAGE, distribution_of, installed_plugins
from core.applications.manifests import find_manifest
from core.site import SiteProfile

# Made by the interpreter, and another one on each machine: it stands for its source, which is compared first.
_COMPILED = "__pycache__"
# The flags of a compiled file that is never compared, by their bytes: it says what runs, whatever the source.
_BY_HASH, _COMPARED = 0b01, 0b10
Origin = Literal["shipped", "outside", "manifest", "nowhere"]


@dataclass(frozen=True, slots=True)
class Package:
    """One plugin as it is here: from where it comes, its version, its module, and where its files are.

    `path` is a folder, or the file of a plugin that is one module; None of a manifest, which is no code.
    `digest` is SHA-256 over names and contents of its files; empty where there are none to be read. Of what
    the interpreter compiled it holds only what would run without a look at its source.
    """

    slug: str
    origin: Origin
    version: str = ""
    module: str = ""
    path: Path | None = None
    digest: str = ""


def packages_of(site: SiteProfile) -> list[Package]:
    """List the plugins that a site switches on, in its order."""
    installed = installed_plugins()
    return [find_package(slug, installed, site.folder) for slug in site.plugins]


def find_package(slug: str, installed: EntryPoints, folder: Path | None = None) -> Package:
    """Find one plugin among those that ship, those that are installed, and the manifests of a folder."""
    if shipped := _shipped(slug):
        version, module, digest = about_of(None).version, f"{PACKAGE}.{slug}", digest_of(slug, shipped)
        if _is_ours(shipped):
            return Package(slug, "shipped", version, module, shipped, digest)
        return Package(slug, "outside", "", module, shipped, digest)
    for entry in installed.select(name=slug):
        version = about_of(distribution_of(slug, installed)).version
        path = _installed_at(entry.module)
        return Package(slug, "outside", version, entry.module, path, digest_of(slug, path))
    return Package(slug, "manifest" if find_manifest(folder, slug) else "nowhere")


def digest_of(slug: str, path: Path | None) -> str:
    """Return what slug, names and contents of its files come to; nothing where these can't be read."""
    whole = hashlib.sha256(slug.encode())
    try:
        for name, file in sorted(_files(path)) if path else ():
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            # A name may hold anything but a zero, also the line of another file.
            whole.update(f"\0{content} {name}".encode())
    except OSError:
        return ""
    return whole.hexdigest() if path else ""


def whole_package(start: Path) -> Path:
    """Find the outermost package that a plugin is in, by its folder or file; never that of all of ours."""
    found = find_spec(PACKAGE)
    ours = {Path(each) for each in (found and found.submodule_search_locations) or ()}
    while start.parent not in ours and (start.parent / "__init__.py").is_file():
        start = start.parent
    return start


def _shipped(slug: str) -> Path | None:
    found = find_spec(f"{PACKAGE}.{slug}") if slug.isidentifier() else None
    return whole_package(_of_file(Path(found.origin))) if found and found.origin else None


def _is_ours(path: Path) -> bool:
    """Whether it came with the product: another distribution may have put it into the same folder."""
    try:
        files = distribution(PRODUCT).files or []
    except PackageNotFoundError:
        return True
    start = path / "__init__.py" if path.is_dir() else path
    listed = [Path(str(each.locate())) for each in files if each.parts[0] == PACKAGE]
    # The product as a source tree names no files of its own.
    return not listed or start in listed


def _installed_at(module: str) -> Path | None:
    """The first package in the name of a module that is not only a name for several."""
    names = module.split(".")
    for number in range(1, len(names) + 1):
        try:
            found = find_spec(".".join(names[:number]))
        except (ImportError, ValueError):
            return None
        if found is None:
            return None
        if found.origin and Path(found.origin).is_file():
            return _of_file(Path(found.origin))
    return None


def _of_file(file: Path) -> Path:
    return file.parent if file.name == "__init__.py" else file


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        yield path.name, path
        return
    seen = {path.resolve()}
    # Python follows links to folders when it imports, and so does this.
    for at, folders, names in os.walk(path, followlinks=True):
        folders[:] = [each for each in sorted(folders) if _is_new(Path(at, each), seen)]
        for file in (Path(at, name) for name in names):
            if file.is_file() and (Path(at).name != _COMPILED or _runs_unseen(file)):
                yield file.relative_to(path.parent).as_posix(), file


def _runs_unseen(file: Path) -> bool:
    """Whether it is no compiled file, or one that runs though its source says something else."""
    if file.suffix != ".pyc":
        return True
    with file.open("rb") as opened:
        head = opened.read(8)
    flags = int.from_bytes(head[4:], "little")
    return bool(flags & _BY_HASH and not flags & _COMPARED)


def _is_new(folder: Path, seen: set[Path]) -> bool:
    where = folder.resolve()
    if where in seen:
        return False
    seen.add(where)
    return True
