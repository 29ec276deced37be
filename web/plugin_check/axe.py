"""What axe finds on a page in Chromium, where both are installed."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

PACKAGE = "axe_playwright_python"
SECONDS = 90.0
# A browser on its own machine: the page is text that we wrote, and nothing is loaded.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
_NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowser(Exception):
    """There is no browser to look with; the words say what is missing."""


def violations(pages: Sequence[str]) -> list[list[str]]:
    """List for each page what axe finds there; NoBrowser, also where the browser does not answer in time."""
    if not importlib.util.find_spec(PACKAGE):
        raise NoBrowser("axe-playwright-python is not installed")
    looking = _Looking(pages)
    looking.start()
    looking.join(SECONDS)
    if looking.is_alive():
        raise NoBrowser(f"Chromium did not answer in {SECONDS:.0f} seconds")
    if looking.problem is not None:
        raise looking.problem
    return looking.found


class _Looking(threading.Thread):
    """Looks in a thread of its own, which is left behind where the browser hangs."""

    def __init__(self, pages: Sequence[str]) -> None:
        super().__init__(name="axe", daemon=True)
        self._pages = pages
        self.found: list[list[str]] = []
        self.problem: NoBrowser | None = None

    def run(self) -> None:
        """Look at each page."""
        try:
            self.found = _looked_at(self._pages)
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
