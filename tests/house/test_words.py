"""What people read keeps to the words of the product: one word for one thing, American spelling."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT

# Each with the word that is used in its place.
NEVER = {
    r"\be-mails?\b": "email",
    r"\blicen[c]es?\b": "license",
    r"\benrol(?:s|ment|ments|ling|led)?\b": "enroll, enrollment",
    r"\bsomebody\b": "someone",
    r"\b(?:was|were|be|been|is|are|you|practice|it|have|has) (?:not )?asked for\b(?! a new)": "requested",
    r"\bcan ask for\b": "request",
    r"\bworthless\b": "cancel, no longer works",
    r"\b(?:this|another|every|a|each) letter (?:was|brings|tells|says)\b": "email",
    r"\bmend(?:ed|s)?\b": "fix",
    r"\bcall(?:ed)? (?:it |the \w+ )?off\b": "void",
    r"\bchosen ones\b": "selected",
    r"\btime ?line\b": "history",
    r"\blook again\b": "refresh, reload",
    r"\bunwanted mail\b": "spam folder",
}
_CONTROL = re.compile(r"{#.*?#}|{%.*?%}", re.DOTALL)
_KEYS = re.compile(r'\b(?:class|id|href|name|for|action|hx-[a-z-]+|data-[a-z-]+)="[^"]*"')


def notes_of(tree: ast.AST) -> set[int]:
    """The docstrings of a module, which only programmers read."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _shown_by_python(file: Path) -> Iterator[tuple[int, str]]:
    """Every text of a module that has words in it, but for what programmers read."""
    tree = ast.parse(file.read_text("utf-8"))
    notes = notes_of(tree)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in notes else None
        if isinstance(text, str) and " " in text.strip():
            yield node.lineno, text


def _shown_by_text(file: Path) -> Iterator[tuple[int, str]]:
    text = _KEYS.sub("", _CONTROL.sub(lambda found: "\n" * found[0].count("\n"), file.read_text("utf-8")))
    yield from enumerate(text.splitlines(), 1)


def shown(root: Path) -> Iterator[tuple[str, str]]:
    """Every piece of text that people are shown, with its place."""
    for folder in ("core", "web", "plugins", "sites"):
        for file in sorted((root / folder).rglob("*")):
            if "vendor" in file.parts:
                continue
            read = {".py": _shown_by_python}.get(file.suffix, _shown_by_text)
            if file.suffix in {".py", ".html", ".txt", ".toml", ".md"}:
                for line, text in read(file):
                    yield f"{file.relative_to(root)}:{line}", text


def faults(root: Path) -> list[str]:
    """The words that nobody should read, with their places."""
    return [
        f"{place}: {found[0]!r}, use {instead}"
        for place, text in shown(root)
        for pattern, instead in NEVER.items()
        if (found := re.search(pattern, text, re.IGNORECASE))
    ]


def test_nobody_reads_a_word_that_the_product_does_not_use() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("web/templates/planted.html", '<p class="somebody">Look among\n<b>E-mails</b></p>'),
        ("core/planted.py", '"""For somebody."""\nNOTE = "Ask somebody else."\n'),
        ("sites/planted.toml", 'steps = ["Look again at the licence."]'),
        ("core/planted.txt", "The application you asked for is ready."),
    ],
)
def test_a_planted_word_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, "utf-8")
    assert faults(tmp_path)


def test_a_task_is_a_step_of_an_enrollment_and_what_staff_do_is_work() -> None:
    steps = re.compile(r"(?:core|web/pages|web/templates)/enrollment/|web/templates/guides/enrollment\.html")
    told = [(place, text) for place, text in shown(ROOT) if not steps.match(place)]
    pages = [
        (place, text) for place, text in told if re.match(r"web/(?!command|plugin_check)|plugins/", place)
    ]

    assert [each for each in pages if re.search(r"(?<![-\w])[Tt]asks?\b(?![-_(.])", each[1])] == []


def test_what_only_programmers_read_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "a.py").write_text('"""For somebody."""\nKEY = "somebody"\n', "utf-8")
    (tmp_path / "core" / "b.html").write_text('{# for somebody #}<p id="somebody">Someone</p>', "utf-8")
    assert faults(tmp_path) == []
