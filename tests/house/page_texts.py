"""The texts of an HTML template: a unit for each block, button and link that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path

VALUE = re.compile(r"{{-?(.*?)-?}}", re.DOTALL)
CONTROL = re.compile(r"{%-?(.*?)-?%}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
_TOKEN = re.compile("\x00(\\d+)\x00")
BREAK = "\x01"
_SET = re.compile(r"{% set \w+ -?%}(.*?){%-? endset", re.DOTALL)
_INLINE = {
    "a",
    "abbr",
    "b",
    "br",
    "code",
    "em",
    "i",
    "kbd",
    "small",
    "span",
    "strong",
    "time",
    "mark",
    "sup",
    "wbr",
}
_PRESSED = {"button": "button", "a": "link"}
_HEADINGS = {"h1", "h2", "h3", "legend", "caption"}
_ATTRIBUTES = ("aria-label", "alt", "placeholder", "title")


class _Page(HTMLParser):
    """The texts of a template, a unit for each block, and again for each button and link inside of one."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.values, self.found = values, list[tuple[int, str, str]]()
        self.text, self.line = "", 1
        self.pressed: tuple[str, str, str] | None = None
        self.links: list[str] = []
        self.heading = False
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in _ATTRIBUTES and value:
                self._keep("label", self._filled(value))
        if tag in {"script", "style"}:
            self.silent += 1
        if tag not in _INLINE:
            self.end()
        self.heading = self.heading or tag in _HEADINGS
        if tag in _PRESSED:
            self.pressed = (tag, _PRESSED[tag], "")
        if tag == "br":
            self.text += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent -= 1
        if self.pressed and self.pressed[0] == tag == "button":
            for each in self.pressed[2].split(BREAK):
                self._keep("button", each)
        elif self.pressed and self.pressed[0] == tag:
            self.links.append(self.pressed[2])
        if self.pressed and self.pressed[0] == tag:
            self.pressed = None
        if tag not in _INLINE:
            self.end()
        self.heading = self.heading and tag not in _HEADINGS

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        data = self._filled(data)
        if not self.text.strip():
            self.line = self.getpos()[0]
        self.text += data
        if self.pressed:
            self.pressed = (*self.pressed[:2], self.pressed[2] + data)

    def end(self) -> None:
        """Close a block; links that are all of it stand alone, and any other is a part of its sentence."""
        rest = self.text
        for link in self.links:
            rest = rest.replace(link, "", 1)
        alone = not re.search(r"\w{2}", rest)
        for each in [part for link in self.links for part in link.split(BREAK)] if alone else []:
            self._keep("link", each, self.line)
        kind = "heading" if self.heading else "text"
        for each in [] if self.links and alone else self.text.split(BREAK):
            self._keep("button" if self.pressed and self.pressed[0] == "button" else kind, each, self.line)
        self.text, self.links = "", []

    def _filled(self, text: str) -> str:
        return _TOKEN.sub(lambda found: self.values[int(found[1])], text)

    def _keep(self, kind: str, words: str, line: int | None = None) -> None:
        if re.search(r"[A-Za-z]{2}", words.replace("Name", "")):
            self.found.append((line or self.getpos()[0], kind, words))


def literals(code: str) -> list[str]:
    return [(one or other).replace('\\"', '"') for one, other in _LITERAL.findall(code)]


def value_of(code: str) -> str:
    """What stands for a value in running text: its first own words, or a name."""
    code = code.strip()
    if re.match(r"\w+\(", code):
        return ""
    if code[:1] not in "\"'":
        return "Name"
    return literals(code)[0] + ("Name" if re.match(rf"(?:{_LITERAL.pattern})\s*~", code) else "")


def of_template(file: Path) -> Iterator[tuple[int, str, str]]:
    """The texts of an HTML template."""
    values, apart, text = list[str](), list[tuple[int, str, str]](), file.read_text("utf-8")

    def said_apart(found: re.Match[str]) -> str:
        line = text.count("\n", 0, found.start()) + 1
        inside = found.string.rfind("<", 0, found.start()) > found.string.rfind(">", 0, found.start())
        for each in literals(found[1]):
            if re.search(r"[a-z] [a-z]|^[A-Z][a-z]+ ", each) and not inside and "govuk" not in each:
                apart.append((line, "text", each))
        return "\n" * found[0].count("\n")

    def control(found: re.Match[str]) -> str:
        kind = found[1].split()[0] if found[1].split() else ""
        rest = said_apart(found) if kind in {"set", "call"} else "\n" * found[0].count("\n")
        return (BREAK if kind in {"else", "elif", "set", "call", "block", "endblock", "macro"} else "") + rest

    def value(found: re.Match[str]) -> str:
        values.append(value_of(found[1]))
        if len(literals(found[1])) > 1 or not values[-1]:
            said_apart(found)
        return f"\x00{len(values) - 1}\x00" + "\n" * found[0].count("\n")

    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    page = _Page(values)
    page.feed(CONTROL.sub(control, VALUE.sub(value, text)))
    page.close()
    page.end()
    yield from sorted({*page.found, *apart})
