"""Tests of a plugin that try what nobody thought of."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from web.plugin_check.proven.programs import said_by
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unanswered

MOST = 10


@rule("P3", Level.PROVEN, "A property of its eligibility and answers is tested, and holds")
def properties(subject: Subject) -> Iterator[str]:
    """A test below `tests` of its project is made with `given` of hypothesis, in a file that imports the
    package, and all such tests are run and pass.

    Why: examples show what the author thought of. Eligibility and answers meet what nobody thought of.

    To fix it: write a test such as "whoever may have it is of a kind that the summary names", over people
    that hypothesis makes up.
    """
    project = subject.place.project
    if project is None:
        raise Unanswered("its tests are those of the product")
    if find_spec("hypothesis") is None or find_spec("pytest") is None:
        raise Unanswered("hypothesis and pytest are not installed here")
    found = {file: _properties(file) for file in sorted((project / "tests").rglob("test_*.py"))}
    found = {file: names for file, names in found.items() if names}
    if not found:
        yield "no test below tests is made with given of hypothesis"
        return
    if not any(_imports(file, subject.place.package) for file in found):
        yield f"no file with such a test imports {subject.place.package}"
    yield from _run(project, found)


def _run(project: Path, found: Mapping[Path, list[str]]) -> Iterator[str]:
    """What fails of these tests, and which of them were not run."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        options = ("-q", "-p", "no:cacheprovider", "--no-header", "--tb=line", f"--junitxml={report}")
        done = said_by("-m", "pytest", *options, f"--rootdir={project}", *map(str, found), at=project)
        if done is None:
            raise Unanswered("its tests of properties did not end in time here")
        passed = _passed(report)
    if done.returncode:
        lines = [each for each in done.stdout.splitlines() if each.startswith(("FAILED", "ERROR"))][:MOST]
        yield from lines or [f"its tests of properties ended with {done.returncode}: {done.stdout[-300:]}"]
        return
    for file, names in found.items():
        at = ".".join(file.relative_to(project).with_suffix("").parts)
        for name in names:
            if not any(f".{each}".endswith(f".{at}.{name}") for each in passed):
                yield f"{file.relative_to(project)}: {name} was not run to its end"


def _passed(report: Path) -> set[str]:
    """The tests that ran and passed: file, class and name, without what they were given."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314 - pytest wrote it a moment ago
    except (OSError, ElementTree.ParseError):
        return set()
    whole = [each for each in cases if not {part.tag for part in each} & {"skipped", "failure", "error"}]
    return {f"{each.get('classname')}.{str(each.get('name')).partition('[')[0]}" for each in whole}


def _tree(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return ast.Module([], [])


def _properties(file: Path) -> list[str]:
    """The tests of a file that hypothesis gives something, with their class."""
    found: list[str] = []
    tree = _tree(file)
    holders: list[tuple[str, ast.Module | ast.ClassDef]] = [("", tree)]
    holders += [*((f"{node.name}.", node) for node in tree.body if isinstance(node, ast.ClassDef))]
    for prefix, holder in holders:
        for node in holder.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
                marks = [_name(mark.func) for mark in node.decorator_list if isinstance(mark, ast.Call)]
                found += [f"{prefix}{node.name}"] if "given" in marks else []
    return found


def _imports(file: Path, package: str) -> bool:
    for node in ast.walk(_tree(file)):
        names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(f"{each}.".startswith(f"{package}.") for each in names):
            return True
    return False


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
