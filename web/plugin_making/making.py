"""Writes the first files of a plugin into a folder of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path

_FILES = Path(__file__).with_name("files")
# Where each file goes, and what it is made of. Names between @ are filled in, in both.
_MADE_OF: Mapping[str, str] = {
    "pyproject.toml": "pyproject.toml.pattern",
    "README.md": "README.md.pattern",
    ".gitignore": "gitignore.pattern",
    ".github/workflows/check.yml": "check.yml.pattern",
    "@package@/__init__.py": "__init__.py.pattern",
    "@package@/fields.py": "fields.py.pattern",
    "@package@/options.py": "options.py.pattern",
    "@package@/interface.py": "interface.py.pattern",
    "@package@/health.py": "health.py.pattern",
    "@package@/feeds.py": "feeds.py.pattern",
    "@package@/provisioning.py": "provisioning.py.pattern",
    "@package@/conformance.py": "conformance.py.pattern",
    "tests/test_plugin.py": "test_plugin.py.pattern",
}
_WORD = re.compile(r"[A-Za-z0-9]+")
_NAME = re.compile(r"[^\W_][\w &'’().-]*")
_LONGEST = 40


class NotBegun(Exception):
    """Nothing was written, and why."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a plugin was begun, and its slug."""

    folder: Path
    slug: str


def begin(name: str, within: Path, about: Mapping[str, str]) -> Begun:
    """Write a plugin of this name into a new folder within another one; NotBegun.

    `name` is what people read, as Lab Viewer; folder and slug follow from it. `about` says `author`,
    `contact` and `license`.
    """
    words = [each.lower() for each in _WORD.findall(name)]
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or not words:
        raise NotBegun(f"{name}: is no name of up to {_LONGEST} letters, digits and spaces, as Lab Viewer")
    package, project = "_".join(words), "-".join(words)
    _require_free(package)
    said = name if name != name.lower() else " ".join(words).capitalize()
    filled = {"package": package, "project": project, "name": said, **_safe(about)}
    folder = within / project
    if folder.exists():
        raise NotBegun(f"{folder}: is there already")
    for place, made_of in _MADE_OF.items():
        file = folder / _filled(place, filled)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_filled((_FILES / made_of).read_text("utf-8"), filled), "utf-8")
    return Begun(folder, package)


def _require_free(package: str) -> None:
    """Refuse what cannot be imported, or is imported already as something else."""
    if iskeyword(package) or not package.isidentifier():
        raise NotBegun(f"{package}: can’t be the name of a Python package; begin with a letter")
    if find_spec(package) or find_spec(f"plugins.{package}"):
        raise NotBegun(f"{package}: is the name of a package that is there already; choose another one")


def _safe(about: Mapping[str, str]) -> dict[str, str]:
    """The same, as it may stand between quotation marks of TOML."""
    for what, said in about.items():
        if not said.isprintable() or '"' in said or "\\" in said:
            raise NotBegun(f"{what}: {said}: must be one line without quotation marks")
    return dict(about)


def _filled(text: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        text = text.replace(f"@{name}@", value)
    return text
