"""What must never happen is held by tests that are there; the page that says so is read here."""

from __future__ import annotations

import re

from tests.house.source import ROOT

PAGE = ROOT / "docs/safety.md"
_FILE = re.compile(r"`(tests/[\w/]+\.py)`:((?:\s*`test_\w+`,?)+)")
_TEST = re.compile(r"`(test_\w+)`")


def named(text: str) -> list[tuple[str, str]]:
    """Every file of tests that a text names, with each test of it."""
    return [(file, test) for file, tests in _FILE.findall(text) for test in _TEST.findall(tests)]


def missing(text: str) -> list[tuple[str, str]]:
    """What a text names and is not there."""
    files = {
        file: (ROOT / file).read_text("utf-8") if (ROOT / file).is_file() else "" for file, _ in named(text)
    }
    return [(file, test) for file, test in named(text) if f"def {test}(" not in files[file]]


def promises(text: str) -> list[str]:
    """Every promise, with what stands below it."""
    return re.split(r"\n(?=\*\*)", text)[1:]


def test_every_test_that_the_page_names_is_there() -> None:
    text = PAGE.read_text("utf-8")
    assert len(named(text)) == len(_TEST.findall(text)) > 40
    assert missing(text) == []


def test_every_promise_has_a_test() -> None:
    found = promises(PAGE.read_text("utf-8"))
    assert len(found) > 15
    assert [each.splitlines()[0] for each in found if not named(each)] == []


def test_a_test_that_is_not_there_and_a_promise_without_one_are_seen() -> None:
    file = "tests/house/test_safety_page.py"
    planted = f"**One.**\n\n* `{file}`: `test_nothing_of_the_kind`\n\n**Two.** Nothing proves it."
    assert missing(planted) == [(file, "test_nothing_of_the_kind")]
    assert [bool(named(each)) for each in promises("\n" + planted)] == [True, False]
