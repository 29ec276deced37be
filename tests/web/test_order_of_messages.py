"""What a page tells stands in one order: what was done, then warnings, then what somebody has to do."""

from __future__ import annotations

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
# A banner of success, any other banner or inset above the content, and the list of what to do.
ORDER = {"done": 0, "warning": 1, "to do": 2}
_SAID = re.compile(r"\b(?:call )?notice\((?P<notice>.*)\)|(?P<held>held_notice\()|(?P<todo>you_need_to\()")


def told_in(text: str) -> list[str]:
    """What a template tells at its top, in the order in which it does."""
    found = []
    for line in text.splitlines():
        if "macro" in line or "import" in line:
            continue
        if "app-sides" in line or "<section" in line or "<table" in line:
            break
        for said in _SAID.finditer(line):
            kind = "to do" if said["todo"] else "warning"
            found.append("done" if re.search(r"success=True|, True\)", said[0]) else kind)
    return found


def test_every_page_tells_in_one_order() -> None:
    told = {file.name: told_in(file.read_text("utf-8")) for file in TEMPLATES.rglob("*.html")}
    assert sum(len(each) > 1 for each in told.values()) >= 3
    assert {
        name: kinds for name, kinds in told.items() if kinds != sorted(kinds, key=ORDER.__getitem__)
    } == {}


def test_a_page_that_warns_after_it_asks_is_found() -> None:
    planted = told_in('{{ you_need_to(todos) }}\n{{ notice("Suspended") }}')
    assert planted != sorted(planted, key=ORDER.__getitem__)
