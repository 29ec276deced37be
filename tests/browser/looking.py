"""Looking at pages on a walk: faults are found on each, at every width, and pictures are kept when wanted."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import check_accessible, check_width, picture
from tests.browser.walker import Look

PHONE = {"width": 390, "height": 844}
# Pixels of a header with two lines of links, its space and the line below it.
TWO_LINES = 90


def mirrored(seen: Page, mirror: Page) -> Page:
    """The same page where the checks can run: they are scripts, and a browser without scripts runs none.

    What it shows is drawn again as it is, with the scripts of the portal kept away.
    """
    body = re.sub(r"<(/?)noscript>", r"<\1div>", seen.content())
    mirror.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    mirror.route(seen.url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    mirror.goto(seen.url)
    mirror.unroute(seen.url)
    return mirror


def in_mirror(mirror: Page) -> Look:
    """Looks at the pages of a browser without scripts."""
    return lambda seen: check_accessible(mirrored(seen, mirror))


def pictured(look: Look, way: str) -> Look:
    """Keeps a picture of every page that is looked at, when pictures are wanted."""
    seen = 0

    def looked(page: Page) -> None:
        nonlocal seen
        seen += 1
        picture(page, f"{way}-{seen:02}")
        look(page)

    return looked


def check_phone(page: Page) -> None:
    """On a phone's width the page is no wider than the window, and its header takes two lines."""
    check_width(page)
    if (header := page.locator("header.app-header")).count():
        tall = header.evaluate("element => element.offsetHeight")
        assert tall <= TWO_LINES, f"the header of {page.url} is {tall}px high on a phone"


def at_both_widths(look: Look, way: str) -> Look:
    """The same, and on a phone's width too."""
    looked = pictured(look, way)
    narrow = pictured(check_phone, f"{way}-390")

    def both(page: Page) -> None:
        looked(page)
        wide: Any = page.viewport_size
        page.set_viewport_size(PHONE)
        narrow(page)
        page.set_viewport_size(wide)

    return both
