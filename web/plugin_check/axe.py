"""What axe finds on a page in Chromium, and what does not fit a telephone, where these are installed."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE = "axe_playwright_python"
SECONDS = 90.0
# A browser on its own machine: the page is text that we wrote, and nothing is loaded.
NARROW = 390
# The innermost elements that reach beyond the page, where it is wider than the window.
WIDER = """() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  const reach = (e) => {
    const box = e.getBoundingClientRect()
    const spills = getComputedStyle(e).overflowX === "visible" ? box.left + e.scrollWidth : 0
    return Math.max(box.right, spills)
  }
  const out = [...document.querySelectorAll("body *")].filter(e => reach(e) > width + 1)
  const inner = out.filter(e => !out.some(other => other !== e && e.contains(other)))
  const words = inner.map(e => `${e.tagName.toLowerCase()} “${e.textContent.trim().slice(0, 40)}”`)
  return words.length ? words.slice(0, 3) : ["something"]
}"""
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
Look = Callable[[Sequence[str]], list[list[str]]]
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):
    """There is no browser to look with; the words say what is missing."""


def violations(pages: Sequence[str]) -> list[list[str]]:
    """List for each page what axe finds there; NoBrowser, also where the browser does not answer in time."""
    if not importlib.util.find_spec(PACKAGE):
        raise NoBrowser("axe-playwright-python is not installed")
    return _seen(pages, _looked_at)


def too_wide(pages: Sequence[str]) -> list[list[str]]:
    """List for each page what is wider than a telephone, in a browser that runs no scripts; NoBrowser."""
    if not importlib.util.find_spec("playwright"):
        raise NoBrowser("playwright is not installed")
    return _seen(pages, _measured)


def _seen(pages: Sequence[str], look: Look) -> list[list[str]]:
    looking = _Looking(pages, look)
    looking.start()
    looking.join(SECONDS)
    if looking.is_alive():
        raise NoBrowser(f"Chromium did not answer in {SECONDS:.0f} seconds")
    if looking.problem is not None:
        raise looking.problem
    return looking.found


class _Looking(threading.Thread):
    """Looks in a thread of its own, which is left behind where the browser hangs."""

    def __init__(self, pages: Sequence[str], look: Look) -> None:
        super().__init__(name="axe", daemon=True)
        self._pages, self._look = pages, look
        self.found: list[list[str]] = []
        self.problem: NoBrowser | None = None

    def run(self) -> None:
        """Look at each page."""
        try:
            self.found = self._look(self._pages)
        except NoBrowser as problem:
            self.problem = problem
        except Exception as problem:
            self.problem = NoBrowser(f"Chromium failed: {type(problem).__name__}")


def _looked_at(pages: Sequence[str]) -> list[list[str]]:
    made: Any = importlib.import_module("axe_playwright_python.sync_playwright")
    sync_playwright: Any = importlib.import_module("playwright.sync_api").sync_playwright
    found: list[list[str]] = []
    with sync_playwright() as playwright:
        browser = _launched(playwright)
        try:
            page = browser.new_page()
            for each in pages:
                page.set_content(each)
                said = made.Axe().run(page).response["violations"]
                found.append([f"{one['id']}: {one['help']}" for one in said])
        finally:
            browser.close()
    return found


def _measured(pages: Sequence[str]) -> list[list[str]]:
    sync_playwright: Any = importlib.import_module("playwright.sync_api").sync_playwright
    found: list[list[str]] = []
    with sync_playwright() as playwright:
        browser = _launched(playwright)
        try:
            size = {"width": NARROW, "height": 844}
            page = browser.new_context(viewport=size, java_script_enabled=False).new_page()
            for each in pages:
                page.set_content(each)
                found.append([str(words) for words in page.evaluate(WIDER)])
        finally:
            browser.close()
    return found


def _launched(playwright: Any) -> Any:
    for path in (_installed(), None):
        with suppress(Exception):
            return playwright.chromium.launch(executable_path=path, args=list(FLAGS))
    raise NoBrowser("no Chromium was found")


def _installed() -> str | None:
    named = os.environ.get("CHROMIUM", "")
    if named and Path(named).is_file():
        return named
    return next(filter(None, map(shutil.which, _NAMES)), None)
