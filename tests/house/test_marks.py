"""What is left undone or excused stands in the open: no notes to oneself, no excuse without its reason."""

import re

from tests.house.source import PARTS, python_files, short

# The words are put together here so that this file does not find itself.
UNDONE = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")))
EXCUSE = re.compile(r"#\s*(?:type:\s*ignore(?:\[[^]]*])?|noqa(?::\s*[A-Z0-9, ]+\b)?)\W*(?P<reason>.*)$")
UNTRIED = re.compile(r"pytest\.mark\.(?:skip|xfail)|pragma: no" + " cover")
HOLLOW = re.compile(r"^class \w*(?:Manager|Helper|Util|Utils|Base)\b", re.MULTILINE)


def unexcused(line: str) -> bool:
    found = EXCUSE.search(line)
    return bool(found and len(found["reason"].split()) < 2)


def test_the_search_finds_an_excuse_without_a_reason() -> None:
    assert unexcused("import x  # no" + "qa: PLC0415")
    assert not unexcused("import x  # no" + "qa: PLC0415  # late on purpose")


def test_nothing_is_left_undone_or_excused_without_a_reason() -> None:
    found = [
        f"{short(file)}:{number}: {line.strip()}"
        for file in python_files(*PARTS, "tests")
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if UNDONE.search(line) or UNTRIED.search(line) or unexcused(line)
    ]
    assert found == []


def test_names_say_what_a_thing_is() -> None:
    found = [
        f"{short(file)}: {hit}"
        for file in python_files(*PARTS)
        for hit in HOLLOW.findall(file.read_text("utf-8"))
    ]
    assert found == []
