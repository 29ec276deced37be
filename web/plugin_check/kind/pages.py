"""A plugin's own pages on a telephone, and in a browser that runs no scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from web.plugin_check.axe import NARROW, NoBrowser, too_wide
from web.plugin_check.drawn_pages import Undrawable, drawn_pages
from web.plugin_check.rules import Level, rule
from web.plugin_check.subject import Exempt, Subject

_WIDE = re.compile(r"(?:min-)?width:\s*(\d+)px")
_LEADS = {"hx-get": ("href", "action"), "hx-post": ("action", "formaction")}
_VOID = {"input", "br", "img", "hr", "meta", "link", "col", "wbr"}


@rule("K7", Level.KIND, "Its pages work at 390 pixels and without JavaScript")
def narrow(subject: Subject) -> Iterator[str]:
    """Templates hold no script, nothing that is wider than a telephone, and no act without a link or a form.

    A table has the class `app-queue--cards`, or stands in what scrolls by itself. This is asked of the
    templates as they are written. Where there is a Chromium each page is also drawn, with made-up contents of
    the kinds that `load` says it returns, and measured there at 390 pixels with scripts switched off.

    Why: a third of the people open the portal on a telephone, and some hospitals switch scripts off.

    To fix it: draw pages with forms, links and the classes of the host's own pages.
    """
    folder = subject.record.folder
    if not subject.record.pages or folder is None:
        raise Exempt("it has no pages of its own; the host draws its form")
    for file in sorted((folder / "templates").rglob("*.html")):
        read = _Template()
        read.feed(file.read_text("utf-8"))
        yield from (f"{file.name}:{line}: {words}" for line, words in read.found)
    yield from _in_a_browser(subject)


def _in_a_browser(subject: Subject) -> Iterator[str]:
    if not subject.browser:
        subject.note("templates were read, and opened in no browser")
        return
    drawn = drawn_pages(subject)
    for path, why in drawn.items():
        if isinstance(why, Undrawable):
            subject.note(f'page "{path}" was opened in no browser, for only real contents draw it ({why})')
    pages = {path: page for path, page in drawn.items() if isinstance(page, str)}
    try:
        found = too_wide([*pages.values()]) if pages else []
    except NoBrowser as problem:
        subject.note(f"templates were read, and opened in no browser ({problem})")
        return
    subject.note(f"opened in Chromium at {NARROW} pixels without JavaScript: {', '.join(pages) or 'none'}")
    for path, wide in zip(pages, found, strict=True):
        yield from (f'page "{path}": {words} is wider than {NARROW} pixels' for words in wide)


class _Template(HTMLParser):
    """Everything in a template that needs a script, or more room than there is."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.scrolls: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        self.found += [(self.getpos()[0], words) for words in (*_scripted(tag, given), *_wide(tag, given))]
        classes = given.get("class", "")
        within = "scroll" in classes or any(scrolls for _, scrolls in self.scrolls)
        if tag == "table" and not within and "app-queue--cards" not in classes:
            self.found.append((self.getpos()[0], "a table that does not fold on a telephone"))
        if tag not in _VOID:
            self.scrolls.append((tag, "scroll" in classes))

    def handle_endtag(self, tag: str) -> None:
        """Leave it."""
        while self.scrolls and self.scrolls.pop()[0] != tag:
            pass


def _scripted(tag: str, given: dict[str, str]) -> Iterator[str]:
    if tag == "script":
        yield "a script"
    for name, value in given.items():
        if name.startswith("on") or value.strip().lower().startswith("javascript:"):
            yield f"a script in {name}"
        if name in _LEADS and not any(other in given for other in _LEADS[name]):
            yield f"{name} without {' or '.join(_LEADS[name])}, so that nothing happens without JavaScript"


def _wide(tag: str, given: dict[str, str]) -> Iterator[str]:
    widths = [*_WIDE.findall(given.get("style", "")), given.get("width", "")]
    if tag != "img" and any(each.isdecimal() and int(each) > NARROW for each in widths):
        yield f"is wider than {NARROW} pixels"
