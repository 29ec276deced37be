"""The tables of README and documentation, drawn from the code. `python -m tests.house.tables` writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.house.source import ROOT
from tests.house.tables.happening import events, states
from tests.house.tables.of_kit import rules
from tests.house.tables.of_profile import profile
from tests.house.tables.of_webhooks import webhooks
from tests.house.tables.using import applications, commands, settings

README, DOCS = ROOT / "README.md", ROOT / "docs"
TABLES: Mapping[str, Callable[[], str]] = {
    "applications": applications,
    "commands": commands,
    "settings": settings,
    "states": states,
    "events": events,
    "profile": profile,
    "rules": rules,
    "webhooks": webhooks,
}
"""Every generated part of a document, by the mark that it stands under: <!-- settings -->."""
_MARK = re.compile(r"^<!-- ([a-z]+) -->\n\n", re.MULTILINE)
_END = "<!-- end -->\n"


def documents() -> tuple[Path, ...]:
    """Every page of the documentation, the README first."""
    return (README, *sorted(DOCS.glob("*.md")))


def marks(text: str) -> list[str]:
    """Name the generated parts of a page."""
    return [name for name in _MARK.findall(text) if name in TABLES]


def written(text: str) -> str:
    """Return a page with its generated parts as they should be."""
    for name in marks(text):
        before, mark, after = text.partition(f"<!-- {name} -->\n\n")
        _, end, rest = after.partition(_END)
        text = f"{before}{mark}{TABLES[name]()}\n\n{end}{rest}"
    return text


def write_all() -> None:
    """Write every generated part of every page anew."""
    for document in documents():
        document.write_text(written(document.read_text("utf-8")), "utf-8")
