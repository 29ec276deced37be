"""Whether a plugin is built twice into the same file."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from web.plugin_check.proven import programs
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject, Unanswered

# The first day that a wheel can name, and what everybody takes who builds one twice.
EPOCH = {"SOURCE_DATE_EPOCH": "315532800", "PYTHONHASHSEED": "random"}
LEFT = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__", ".*")


@rule("P5", Level.PROVEN, "Its wheel is built twice the same")
def built_twice(subject: Subject) -> Iterator[str]:
    """Two builds of one source, in two folders, with SOURCE_DATE_EPOCH set, are the same to the last byte.

    Why: whoever installs it can build it again, and see that the wheel holds this source and nothing more.

    To fix it: let no clock, path, random number or order of files into what is built.
    """
    if subject.place.project is None:
        raise Exempt("it has no distribution of its own to build")
    if find_spec("setuptools") is None or find_spec("pip") is None:
        raise Unanswered("pip and setuptools are not installed here")
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        wheels = [_built(subject.place.project, Path(each)) for each in (one, other)]
        if any(isinstance(each, str) for each in wheels):
            yield from dict.fromkeys(each for each in wheels if isinstance(each, str))
            return
        first, second = (each for each in wheels if isinstance(each, Path))
        if _hash(first) != _hash(second):
            names = ", ".join(_differing(first, second)) or "only in their order or days"
            yield f"two builds of one source differ: {names}"


def _built(project: Path, folder: Path) -> Path | str:
    """The wheel, or why there is none."""
    source = shutil.copytree(project, folder / project.name, ignore=LEFT)
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    words = ("-m", "pip", "wheel", *options, "--wheel-dir", str(folder), str(source))
    done = programs.said_by(*words, at=folder, also=EPOCH, seconds=programs.SECONDS / 2)
    if done is None:
        raise Unanswered("a build did not end in time here")
    found = next(folder.glob("*.whl"), None)
    return found or f"cannot be built: {done.stderr.strip()[-300:]}"


def _hash(wheel: Path) -> str:
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _differing(one: Path, other: Path) -> list[str]:
    with ZipFile(one) as first, ZipFile(other) as second:
        there = {each.filename: each.CRC for each in first.infolist()}
        here = {each.filename: each.CRC for each in second.infolist()}
    found = sorted(name for name in there.keys() | here.keys() if there.get(name) != here.get(name))
    # This lists the others with their hashes, and so differs with each of them.
    return [name for name in found if not name.endswith("/RECORD")]
