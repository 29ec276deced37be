"""Draws a mail: one template gives subject and plain text, and the HTML is made from that text.

A template is `core/mail/templates/<name>.txt`. Its first line is `Subject: …`. A second line `Can wait: …`
declares that nobody has to act now, and is what the summary says in the place of this mail
(`core/mail/summaries.py`). An empty line follows, then paragraphs with empty lines between them. Three kinds
of paragraph look different in HTML:

* lines that each begin with `- ` are a list;
* a line that begins with four spaces is a code to copy;
* `{{ button("Words", path) }}` writes the words and the address on two lines. The first is the mail's button,
  and what else can be done is a link.

The last paragraph, `closing.txt`, says who writes and whom to ask. Templates see what the caller gives,
`site`, `button`, and `link(path)`, which puts the configured address of the portal before a path. A value can
never add a line, and so neither a header, nor a paragraph, nor a button. A name that no caller gave is an
error, not an empty space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from core.texts import BREAK, Block, Button, Code, Run
from core.texts.blocks import Paragraph, link, points

TEMPLATES = Path(__file__).parent / "templates"
_BUTTON = re.compile(r"(?P<words>[^:\n]+):\n(?P<address>https?://\S+)")
_CAN_WAIT = "\nCan wait: "
_LINK = re.compile(r"(?P<words>[^:\n]+): (?P<address>https?://\S+)")


@dataclass(frozen=True, slots=True)
class WrittenMail:
    """A drawn mail: subject of one line, plain text, and the line of a summary if it can wait for one."""

    subject: str
    text: str
    waits: str = ""

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
        link=lambda path: f"{base_url}{_own_path(path)}",
        button=lambda words, path: _Lines(f"{_label(words)}:\n{base_url}{_own_path(path)}"),
        **context,
    )
    head, _, text = drawn.partition("\n\n")
    subject, _, waits = head.partition(_CAN_WAIT)
    return WrittenMail(subject.removeprefix("Subject: ").strip(), text.strip() + "\n", waits.strip())


def one_line(value: Any) -> Any:
    """Make line breaks and control characters of a text spaces; refuse a day that nobody put into words."""
    if isinstance(value, date):
        raise TypeError(f"a mail says days in words, as the site writes them, not {value!r}")
    if not isinstance(value, str) or isinstance(value, _Lines):
        return value
    return "".join(" " if unicodedata.category(each) in _BREAKING else each for each in value)


def blocks(text: str, base_url: str) -> tuple[Block, ...]:
    """Read a mail as blocks; only addresses of the portal become buttons, all but the first lighter."""
    *parts, closing = [part for part in text.strip("\n").split("\n\n") if part.strip()]
    found: list[Block] = []
    for part in parts:
        block = _block(part, base_url)
        if isinstance(block, Button) and any(isinstance(each, Button) for each in found):
            block = replace(block, lighter=True)
        found.append(block)
    return (*found, _paragraph(_closing_line(line, base_url) for line in closing.splitlines()))


class _Lines(str):
    """Text that the product itself wrote in several lines."""

    __slots__ = ()


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


def _label(words: str) -> str:
    if not words.strip() or ":" in words or not words.isprintable():
        raise ValueError(f"a button says what it does in plain words, not {words!r}")
    return words


def _block(part: str, base_url: str) -> Block:
    lines = tuple(part.splitlines())
    if all(line.startswith("- ") for line in lines):
        return points([line.removeprefix("- ") for line in lines])
    if lines[0].startswith("    "):
        return Code(tuple(line.strip() for line in lines))
    found = _BUTTON.fullmatch(part)
    if found and found["address"].startswith(f"{base_url}/"):
        return Button(found["words"], found["address"])
    return _paragraph(Run(line) for line in lines)


def _closing_line(line: str, base_url: str) -> Run:
    """The one line of the closing words that leads somewhere is a link; values of others stand in none."""
    found = _LINK.fullmatch(line)
    if found and found["address"].startswith(f"{base_url}/"):
        return link(found["words"], found["address"])
    return Run(line)


def _paragraph(lines: Iterable[Run]) -> Paragraph:
    ended = [run for line in lines for run in (line, BREAK)]
    return Paragraph(tuple(ended[:-1]))
