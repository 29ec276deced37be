"""From the path that somebody names to the plugin that is there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from core.plugin_api import ENTRY_POINTS
from core.plugin_levels.package import Package

_PROJECT = "pyproject.toml"


class NoPlugin(Exception):
    """There is no plugin at that path, and why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plugin is: its `package` is imported from `root`, and `start` is its folder or its one file.

    `project` is the folder with its `pyproject.toml`, or None.
    """

    slug: str
    package: str
    root: Path
    start: Path
    project: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder in which the plugin's own files are."""
        return self.start if self.start.is_dir() else self.start.parent

    def files(self) -> list[Path]:
        """List the Python files that run in production."""
        if self.start.is_file():
            return [self.start]
        found = sorted(self.start.rglob("*.py"))
        inside = ((file, file.relative_to(self.start).parts) for file in found)
        return [file for file, parts in inside if parts[0] not in {"tests", "conformance.py"}]


def find_place(path: Path) -> Place:
    """Find the plugin in a folder: a package, or a project whose entry point names one; NoPlugin."""
    here = path.resolve()
    if not here.is_dir():
        raise NoPlugin(f"{path}: is not a folder")
    if (here / "__init__.py").is_file():
        return _of_package(here)
    if (here / _PROJECT).is_file():
        return _of_project(here)
    raise NoPlugin(f"{path}: has neither __init__.py nor pyproject.toml, so it is no plugin")


def installed_place(package: Package) -> Place:
    """Find a plugin that ships or is installed here; NoPlugin, also of a manifest, which is no code."""
    slug, path, names = package.slug, package.path, package.module.split(".")
    if package.origin == "shipped" and path is not None:
        return find_place(path)
    for number in range(1, len(names) + 1):
        if path is None or len(path.parts) <= number:
            break
        root = path.parents[number - 1]
        start = root.joinpath(*names)
        if root.joinpath(*names[:number]).with_suffix(path.suffix) == path:
            start = start if start.is_dir() else start.with_suffix(".py")
            return Place(slug, package.module, root, start)
    what = "is a manifest: it has no code" if package.origin == "manifest" else "is not installed here"
    raise NoPlugin(f"{slug}: {what}, so there is nothing to check")


def unpacked_place(wheel: Path, folder: Path) -> Place:
    """Unpack a wheel into a folder, and find its plugin there; NoPlugin."""
    try:
        with ZipFile(wheel) as file:
            file.extractall(folder)
    except (OSError, BadZipFile) as problem:
        raise NoPlugin(f"{wheel}: is no wheel that can be read") from problem
    named = [each for about in distributions(path=[str(folder)]) for each in about.entry_points]
    found = [each for each in named if each.group == ENTRY_POINTS]
    if len(found) != 1:
        raise NoPlugin(f"{wheel}: must bring one application, and brings {len(found)}")
    base = folder.joinpath(*found[0].module.split("."))
    return Place(found[0].name, found[0].module, folder, base if base.is_dir() else base.with_suffix(".py"))


def _of_package(folder: Path) -> Place:
    root, names = folder.parent, [folder.name]
    while (root / "__init__.py").is_file():
        root, names = root.parent, [root.name, *names]
    package = ".".join(names)
    for project in (root, root.parent):
        slugs = [slug for slug, module in _entries(project).items() if module == package]
        if slugs:
            return Place(slugs[0], package, root, folder, project)
    return Place(folder.name, package, root, folder)


def _of_project(project: Path) -> Place:
    entries = _entries(project)
    if len(entries) != 1:
        raise NoPlugin(
            f'{project / _PROJECT}: must name one application in [project.entry-points."{ENTRY_POINTS}"],'
            f" and names {len(entries)}; of several, name the folder of one package"
        )
    slug, module = next(iter(entries.items()))
    for root in (project / "src", project):
        base = root.joinpath(*module.split("."))
        for start, there in (
            (base, base / "__init__.py"),
            (base.with_suffix(".py"), base.with_suffix(".py")),
        ):
            if there.is_file():
                return Place(slug, module, root, start, project)
    raise NoPlugin(f"{project / _PROJECT}: names the module {module}, which is not there")


def _entries(project: Path) -> dict[str, str]:
    """The modules that a project names as applications, by slug."""
    found = said_of(project).get("project", {}).get("entry-points", {}).get(ENTRY_POINTS, {})
    return {slug: str(module).partition(":")[0] for slug, module in found.items()}


def said_of(project: Path) -> dict[str, Any]:
    """Read `pyproject.toml` of a project; nothing where there is none, or none that can be read."""
    try:
        return tomllib.loads((project / _PROJECT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
