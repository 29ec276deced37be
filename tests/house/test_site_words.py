"""What people read has no word in it that a site may choose: it names the word, and the profile says it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.shown_texts import shown_texts
from tests.house.source import ROOT
from tests.made_up_site import WRITTEN_BY_HAND

_NAMED = re.compile(r"{[\w.]+}")
# Words alone, as heads and labels of a table have them.
ALONE = re.compile(
    r"""(?<![=\w])["'](?:Practices?|Sponsors?|Administrators?|Members?|Agreements?|Licenses?"""
    r"""|NPI|ZIP code|Portal ID)["']"""
)
ALLOWED = {
    "core/demo/": "what made-up people typed",
    "core/identity/roles.py": "parts of the staff",
    "core/identity/helping.py": "a part of the staff",
    "core/mail/summing_up.py": "only programmers read it",
    "core/forms/declare.py": "an example in a note",
    "core/provisioning/connectors/ldap_directory.py": "what directories call it",
    "core/registers/": "records of a register, by their names in code",
    "web/templates/enrollment/member.html": "the address of a fragment",
}


def faults(root: Path) -> list[str]:
    """Words of a site in what people read, with their places."""
    return [each for each in _words_of_a_site(root) if not each.startswith((*ALLOWED, "sites/"))]


def _words_of_a_site(root: Path) -> list[str]:
    found = [
        f"{text.place}: {word[0]} in {text.words[:90]!r}"
        for text in shown_texts(root)
        if (word := WRITTEN_BY_HAND.search(_NAMED.sub(" ", text.words)))
    ]
    return found + list(_alone(root)) + list(_on_paper(root))


def _on_paper(root: Path) -> Iterator[str]:
    for file in sorted(root.glob("core/**/*.typ")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            said = re.sub(r"^\s*//.*|#[\w.]+", " ", line)
            if word := WRITTEN_BY_HAND.search(said):
                yield f"{file.relative_to(root)}:{number}: {word[0]}"


def _alone(root: Path) -> Iterator[str]:
    for file in sorted(each for room in ("core", "web", "plugins") for each in (root / room).rglob("*")):
        if file.suffix not in {".py", ".html"} or "vendor" in file.parts:
            continue
        text = file.read_text("utf-8")
        lines = _without_exports(text) if file.suffix == ".py" else text.splitlines()
        for number, line in enumerate(lines, 1):
            if word := ALONE.search(line):
                yield f"{file.relative_to(root)}:{number}: {word[0]}"


def _without_exports(text: str) -> list[str]:
    """The lines of a module, without the names that it exports and those that it gives to its models."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        exports = isinstance(node, ast.Assign) and any(
            getattr(t, "id", "") == "__all__" for t in node.targets
        )
        models = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "model"
        if (exports or models) and node.end_lineno:
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    return lines


def test_everything_that_people_read_names_the_words_of_a_site() -> None:
    assert faults(ROOT) == []


def test_every_exception_is_still_needed() -> None:
    found = _words_of_a_site(ROOT)
    assert [place for place in ALLOWED if not any(each.startswith(place) for each in found)] == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("web/templates/a.html", "<p>Register your practice first.</p>"),
        ("web/templates/a.html", '{% for head in ("Request", "Practice") %}{{ head }}{% endfor %}'),
        ("core/mail/templates/a.txt", "Subject: Hello\n\nAsk your group administrator."),
        ("core/a/b.py", 'raise Invalid({"npi": "Enter the NPI of this person"})'),
        ("core/a/b.typ", "// Paper\nAgreement #data.number"),
        ("core/a/b.py", 'rows = [("License", number)]'),
        ("plugins/a/b.py", 'HINT = "Look the person up by portal ID."'),
    ],
)
def test_a_planted_word_of_a_site_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).write_text(text, "utf-8")
    assert faults(tmp_path)


def test_a_named_word_is_none(tmp_path: Path) -> None:
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "b.py").write_text('HINT = "Tell {practice.a}, or its {administrator}."', "utf-8")
    assert faults(tmp_path) == []
