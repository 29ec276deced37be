"""Whether the tests of a plugin go through every branch of what gives and takes access."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.plugin_api import ByPeople
from web.plugin_check.proven.programs import said_by
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject, Unanswered

MOST = 10


@rule("P2", Level.PROVEN, "Every branch of its provisioner and rules is tested")
def branches(subject: Subject) -> Iterator[str]:
    """The tests below `tests` of its project pass, and go through every line and branch of the files that
    hold its provisioner and the rule of its eligibility.

    Why: the branch that no test takes is the one that a practice finds.

    To fix it: write a test for each branch that is named, or take the branch out.
    """
    files = _files(subject)
    if not files:
        raise Exempt("people do the work, and it has no rule of its own")
    project = subject.place.project
    if project is None:
        raise Unanswered("its tests are those of the product, or were not installed with it")
    if find_spec("coverage") is None or find_spec("pytest") is None:
        raise Unanswered("coverage and pytest are not installed here")
    if not any((project / "tests").rglob("test_*.py")):
        yield "it has no tests below tests"
        return
    yield from _measured(project, files)


def _files(subject: Subject) -> list[Path]:
    """The plugin's own files with its provisioner and its rule."""
    record, found = subject.record, list[Any]()
    if not isinstance(record.provisioner, ByPeople):
        found.append(type(record.provisioner))
    found += [each for each in (record.eligibility.rule,) if each is not None]
    files = {Path(inspect.getsourcefile(inspect.unwrap(each)) or "").resolve() for each in found}
    return sorted(each for each in files if each.is_relative_to(subject.folder.resolve()))


def _measured(project: Path, files: Sequence[Path]) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        data, report = Path(folder) / "data", Path(folder) / "report.json"
        only = f"--include={','.join(map(str, files))}"
        counted = ("-m", "coverage", "run", "--branch", f"--data-file={data}", only)
        done = said_by(*counted, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", at=project)
        if done is None:
            raise Unanswered("its tests did not end in time here")
        if done.returncode:
            yield f"its tests fail: {done.stdout.strip()[-300:]}"
            return
        said_by("-m", "coverage", "json", f"--data-file={data}", "-o", str(report), at=project)
        try:
            counts = json.loads(report.read_text("utf-8"))["files"]
        except (OSError, ValueError, KeyError):
            counts = {}
    for file in files:
        name = str(file.relative_to(project.resolve()))
        found = next((each for path, each in counts.items() if Path(project, path).resolve() == file), None)
        yield from list(_untested(name, found))[:MOST]


def _untested(name: str, counted: Any) -> Iterator[str]:
    if counted is None:
        yield f"{name}: no test uses it"
        return
    for line in counted["missing_lines"]:
        yield f"{name}:{line}: is in no test"
    for line, to in counted["missing_branches"]:
        if to not in counted["missing_lines"]:
            where = "its end" if to < 0 else f"line {to}"
            yield f"{name}:{line}: no test goes on from here to {where}"
