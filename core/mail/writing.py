"""Draws a mail: one template gives subject and plain text, and the HTML is made from that text.

A template is `core/mail/templates/<name>.txt`. Its first line is `Subject: …`, an empty line follows, then
paragraphs with empty lines between them. Three kinds of paragraph look different in HTML:

* lines that each begin with `- ` are a list;
* a line that begins with four spaces is a code to copy;
* `Words: {{ link(path) }}` alone on its line is a button with these words, and the address below it.

Templates see what the caller gives, `site`, and `link(path)`, which puts the configured address of the portal
before a path. A value can never add a line, and so neither a header nor a paragraph. A name that no caller
gave is an error, not an empty space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from core.texts import BREAK, Block, Button, Code, Run
from core.texts.blocks import Paragraph, points

TEMPLATES = Path(__file__).parent / "templates"
_BUTTON = re.compile(r"(?P<words>[^:\n]+): (?P<address>https?://\S+)")


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A drawn mail: subject of one line, and plain text."""

    subject: str
    text: str

    def html(self, name: str, base_url: str) -> str:
        """Draw the same words as a whole HTML document, signed at the top with `name`."""
        layout = _pages.get_template("layout.html")
        return layout.render(name=name, subject=self.subject, blocks=blocks(self.text, base_url))


def draw(template: str, base_url: str, context: Mapping[str, Any], folder: Path | None = None) -> WrittenMail:
    """Draw the mail `template` with the values of `context`; raise jinja2's errors when one is missing.

    `folder` is where a plugin keeps its own templates, which may include those of the product.
    """
    environment = _mails if folder is None else _mails.overlay(loader=_of_plugin(folder))
    drawn = environment.get_template(f"{template}.txt").render(
        link=lambda path: f"{base_url}{_own_path(path)}", **context
    )
    head, _, text = drawn.partition("\n\n")
    return WrittenMail(head.removeprefix("Subject: ").strip(), text.strip() + "\n")


def one_line(value: Any) -> Any:
    """Make line breaks and control characters of a text spaces; return anything else as it is."""
    if not isinstance(value, str):
        return value
    return "".join(" " if unicodedata.category(each) in _BREAKING else each for each in value)


def blocks(text: str, base_url: str) -> tuple[Block, ...]:
    """Read a mail as blocks; only addresses of the portal itself become buttons."""
    return tuple(_block(part, base_url) for part in text.strip("\n").split("\n\n") if part.strip())


# Control, format, surrogate and unassigned characters, and the separators of lines and paragraphs.
_BREAKING = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})

_mails = Environment(  # noqa: S701 - plain text is not escaped; the HTML is drawn from it by _pages, which escapes
    loader=FileSystemLoader(TEMPLATES),
    undefined=StrictUndefined,
    finalize=one_line,
    trim_blocks=True,
    lstrip_blocks=True,
)
_pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)


def _of_plugin(folder: Path) -> ChoiceLoader:
    return ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(TEMPLATES)])


def _own_path(path: str) -> str:
    if not path.startswith("/") or path.startswith("//") or not path.isprintable() or " " in path:
        raise ValueError(f"a link leads to a path of the portal, not to {path!r}")
    return path


def _block(part: str, base_url: str) -> Block:
    lines = tuple(part.splitlines())
    if all(line.startswith("- ") for line in lines):
        return points([line.removeprefix("- ") for line in lines])
    if lines[0].startswith("    "):
        return Code(tuple(line.strip() for line in lines))
    found = _BUTTON.fullmatch(part)
    if found and found["address"].startswith(f"{base_url}/"):
        return Button(found["words"], found["address"])
    ended = [run for line in lines for run in (Run(line), BREAK)]
    return Paragraph(tuple(ended[:-1]))
