"""What somebody who cannot see a form needs of its markup, read without a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

_BOXES = frozenset({"input", "select", "textarea"})
_POINTING = ("aria-describedby", "aria-labelledby", "aria-controls")
_IN_GROUPS = frozenset({"radio", "checkbox"})


class Box(NamedTuple):
    """One thing to fill in: its name, its id, its kind, and in which fieldset it stands, 0 for none."""

    name: str
    id: str
    kind: str
    group: int


class Markup(HTMLParser):
    """One form as it is drawn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._ids: Counter[str] = Counter()
        self._labels: dict[str, str] = {}
        self._legends: dict[int, str] = {0: ""}
        self._boxes: list[Box] = []
        self._pointed: list[tuple[str, str]] = []
        self._open: list[int] = [0]
        self._label = ""
        self._in_legend = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag is, and what it points to."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self._ids[given["id"]] += 1
        self._pointed += [(name, to) for name in _POINTING for to in given.get(name, "").split()]
        if tag == "fieldset":
            self._open.append(len(self._legends))
            self._legends[self._open[-1]] = ""
        elif tag == "label":
            self._label = given.get("for", "")
            self._labels.setdefault(self._label, "")
        elif tag in _BOXES and given.get("type") != "hidden":
            kind = given.get("type", "text") if tag == "input" else tag
            self._boxes.append(Box(given.get("name", ""), given.get("id", ""), kind, self._open[-1]))
        self._in_legend = tag == "legend" or self._in_legend

    def handle_endtag(self, tag: str) -> None:
        """Note what ends."""
        if tag == "fieldset" and len(self._open) > 1:
            self._open.pop()
        elif tag == "label":
            self._label = ""
        elif tag == "legend":
            self._in_legend = False

    def handle_data(self, data: str) -> None:
        """Note the words of a label or a legend."""
        if self._label:
            self._labels[self._label] += data.strip()
        if self._in_legend:
            self._legends[self._open[-1]] += data.strip()

    def faults(self) -> Iterator[str]:
        """Yield what is missing for whoever hears the form, or moves through it by keys."""
        for identity, times in self._ids.items():
            if times > 1:
                yield f'the id "{identity}" stands there {times} times'
        for attribute, to in self._pointed:
            if to not in self._ids:
                yield f'{attribute} points to "{to}", which is not there'
        for box in self._boxes:
            if not self._labels.get(box.id):
                yield f'"{box.name}" has no label'
            if box.kind in _IN_GROUPS and self._stands_alone(box):
                yield f'the choices of "{box.name}" have no legend'

    def _stands_alone(self, box: Box) -> bool:
        several = sum(each.name == box.name for each in self._boxes) > 1
        return several and not self._legends[box.group]
