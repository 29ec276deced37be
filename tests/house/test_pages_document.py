"""docs/pages.md names every macro there is."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "pages.md").read_text("utf-8")


def test_every_macro_is_described() -> None:
    templates = [ROOT / "web" / "templates" / name for name in ("form.html", "parts.html", "matrix.html")]
    macros = [name for file in templates for name in re.findall(r"{% macro (\w+)\(", file.read_text("utf-8"))]
    assert macros
    assert [name for name in macros if not name.startswith("_") and f"`{name}(" not in DOCUMENT] == []
