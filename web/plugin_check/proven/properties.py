"""Tests of a plugin that try what nobody thought of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from web.plugin_check.proven.programs import said_by
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Subject, Unanswered

MOST = 10


@rule("P3", Level.PROVEN, "A property of its eligibility and answers is tested, and holds")
def properties(subject: Subject) -> Iterator[str]:
    """A test below `tests` of its project is made with `given` of hypothesis, and all such tests pass.

    Why: examples show what the author thought of. Eligibility and answers meet what nobody thought of.

    To fix it: write a test such as "whoever may have it is of a kind that the summary names", over people
    that hypothesis makes up.
    """
    project = subject.place.project
    if project is None:
        raise Unanswered("its tests are those of the product")
    if find_spec("hypothesis") is None or find_spec("pytest") is None:
        raise Unanswered("hypothesis and pytest are not installed here")
    found = [file for file in sorted((project / "tests").rglob("test_*.py")) if _has_property(file)]
    if not found:
        yield "no test below tests is made with given of hypothesis"
        return
    options = ("-q", "-p", "no:cacheprovider", "--no-header", "--tb=line")
    done = said_by("-m", "pytest", *options, *map(str, found), at=project)
    if done is None:
        raise Unanswered("its tests of properties did not end in time here")
    if done.returncode:
        yield from [each for each in done.stdout.splitlines() if each.startswith(("FAILED", "ERROR"))][
            :MOST
        ] or [f"its tests of properties ended with {done.returncode}: {done.stdout[-300:]}"]


def _has_property(file: Path) -> bool:
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except (OSError, ValueError, SyntaxError):
        return False
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    marks = (mark for node in ast.walk(tree) if isinstance(node, functions) for mark in node.decorator_list)
    return any(_name(mark.func) == "given" for mark in marks if isinstance(mark, ast.Call))


def _name(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
