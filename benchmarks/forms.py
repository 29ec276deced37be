"""Reads the form of a page as a browser would send it again."""

from __future__ import annotations

from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


def typed_in(page: str) -> dict[str, list[str]]:
    """What the last form of a page would send as it was drawn, without its buttons."""
    reader = _Reader()
    reader.feed(page)
    return reader.fields


def boxes_in(page: str) -> dict[str, list[str]]:
    """What its boxes would send if the first one of each name were ticked, and no other."""
    reader = _Reader()
    reader.feed(page)
    return reader.boxes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.boxes: dict[str, list[str]] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.fields, self.boxes = {}, {}
        elif tag == "input":
            self._input(given)
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._area = given.get("name", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._add(self._area, data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in {"submit", "file", "button"}:
            return
        if kind in {"checkbox", "radio"}:
            self.boxes.setdefault(name, [given.get("value", "on")])
        if kind not in {"checkbox", "radio"} or "checked" in given:
            self._add(name, given.get("value", "on" if kind == "checkbox" else ""))

    def _add(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)
